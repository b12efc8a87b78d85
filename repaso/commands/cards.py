"""The command that prints cut-out cards."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from repaso import papers, pipeline
from repaso.commands.shared import cards_told, clashes, options_of, report, sources, with_options, written
from repaso.diagnostics import Format, did_you_mean
from repaso.model import KINDS, Study
from repaso.papers import Printing
from repaso.pdf.cards.imposition import LARGEST_OFFSET_MM, NO_OFFSET, Flip, Offset
from repaso.plan_cards import Selection, known_sections, known_tags
from repaso.rules import linting
from repaso.sheet import PageSize
from repaso.values import LANGUAGES, Language


class _OffsetType(click.ParamType[Offset]):
    name = "DX,DY"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Offset:
        if isinstance(value, Offset):
            return value
        try:
            x_mm, y_mm = map(float, str(value).split(","))
        except ValueError:
            self.fail(f"'{value}' is no pair of millimetres such as 1.5,-2", param, context)
        if not max(abs(x_mm), abs(y_mm)) <= LARGEST_OFFSET_MM:
            self.fail(f"'{value}' moves the backs by more than {LARGEST_OFFSET_MM:g} mm", param, context)
        return Offset(x_mm, y_mm)


@click.command("cards")
@with_options
@click.option("--section", "sections", multiple=True, help="Only what teaches this section, such as 1.3; repeatable.")
@click.option("--tag", "tags", multiple=True, help="Only items with this tag, such as beyond; repeatable.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this kind; repeatable.")
@click.option("--language", type=click.Choice(LANGUAGES), default="es", show_default=True, help="What is asked in.")
@click.option(
    "--mode",
    type=click.Choice([str(flip) for flip in Flip]),
    default=str(Flip.LONG_EDGE),
    show_default=True,
    help="How the printer turns the sheet; or one side to fold.",
)
@click.option(
    "--offset",
    type=_OffsetType(),
    default=NO_OFFSET,
    help="Move the backs, in mm: right and up as one looks at a back. The calibration sheet tells by how much.",
)
@click.option(
    "--size", "sizes", multiple=True, type=click.Choice([str(size) for size in PageSize]), help="Only this paper."
)
def cards_command(
    *,
    sections: tuple[str, ...],
    tags: tuple[str, ...],
    kinds: tuple[str, ...],
    language: Language,
    mode: str,
    offset: Offset,
    sizes: tuple[str, ...],
    **values: Any,
) -> None:
    """Print the deck as cards to cut out, on A4 and Letter.

    Several sections, tags or kinds widen the selection, and each narrows the others. A card keeps the number that it
    has among all: what is printed again goes back to its place in the stack.
    """
    options = options_of(values)
    read = [pipeline.read(path, options.templates) for path in sources(options.source)]
    inputs = [one for one, _ in read if one is not None]
    found = tuple(fault for _, faults in read for fault in faults) + clashes(inputs)
    planned = []
    for one in inputs:
        with linting(one.study) as linted:
            notes, faults = pipeline.plan(one)
            planned.append((one, notes))
            found += faults + linted().faults
    report(found, options)
    _refuse_unknown([one.study for one in inputs], sections, tags)
    printing = Printing(
        language=language,
        flip=Flip(mode),
        offset=offset,
        sizes=tuple(size for size in PageSize if not sizes or size in sizes),
        selection=Selection(sections, tags, kinds),
    )
    outputs: dict[Path, bytes] = {}
    told: list[str] = []
    found = ()
    for one, notes in planned:
        cards, faults = papers.render_cards(
            one.study,
            notes,
            next(iter(one.themes.values())),
            one.card_style,
            printing,
            name=papers.name_of(one.study, language),
            version=pipeline.version_of(one),
        )
        found += faults
        outputs |= {options.out / name: drawn.data for name, drawn in cards.items()}
        if cards:
            told.append(f"{one.study.manual.id}: {cards_told(cards)}")
    report(found, options)
    if not outputs:
        raise click.UsageError("no card is all of that; leave an option out")
    changed = written(outputs, options)
    if options.form is Format.TEXT and not options.quiet:
        names = ", ".join(path.as_posix() for path in changed)
        click.echo("\n".join((*told, f"wrote {names}" if changed else "nothing to write")))


def _refuse_unknown(studies: Sequence[Study], sections: Sequence[str], tags: Sequence[str]) -> None:
    """A section or tag that no source has is a slip of the pen, not an empty selection."""
    for what, words, known in (
        ("section", sections, dict.fromkeys(name for study in studies for name in known_sections(study))),
        ("tag", tags, dict.fromkeys(name for study in studies for name in known_tags(study))),
    ):
        for word in words:
            if word not in known:
                hint = did_you_mean(word, known, f"there {'are' if known else 'is none'} {', '.join(known)}".rstrip())
                raise click.UsageError(f"no {what} '{word}'; {hint}")
