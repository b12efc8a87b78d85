"""One source file → everything that is made of it, in memory: the straight line, read at one glance."""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from repaso import coverage, history, ledger, lockfile, papers, report
from repaso.check import check
from repaso.deck import DeckPlan, cards_by_deck, content_of, look_of, plan_deck
from repaso.diagnostics import Diagnostic, Span, error, has_errors
from repaso.ledger import Changes, Ledger
from repaso.load import load
from repaso.model import Study
from repaso.notes import Note, plan_notes
from repaso.papers import EVERYTHING, Choice, Papers
from repaso.pdf import CardStyle, Themes, read_card_style, read_themes
from repaso.sheet import SheetPlan
from repaso.templates import Look, read_look
from repaso.values import Language


class Inputs(NamedTuple):
    """All that is read: a source without faults, the templates, and the ledger as it was."""

    path: Path
    study: Study
    look: Look
    themes: Themes
    card_style: CardStyle
    page: str
    ledger: Ledger

    @property
    def lock(self) -> Path:
        """The ledger's file."""
        return self.path.with_suffix(".lock")


class Built(NamedTuple):
    """Everything that one source makes.

    Attributes:
      study: what it is made from.
      outputs: bytes by name of file.
      ledger: after the build.
      changes: what is new to a learner since the ledger as it was.
      deck: the plan of the package.
      papers: the printed sheets, self-tests and cut-out cards.
      tables: the coverage of the manual, and of every other outline.
      crowds: all fronts, as `rules.crowd.packed` gives them, if they are to be kept.
      database: of the package, if it is to be kept.
    """

    study: Study
    outputs: Mapping[str, bytes]
    ledger: Ledger
    changes: Changes
    deck: DeckPlan
    papers: Papers
    tables: tuple[coverage.CoverageTable, ...]
    crowds: bytes
    database: bytes

    @property
    def name(self) -> str:
        """The manual's id, with which every output's name begins."""
        return str(self.study.manual.id)

    @property
    def update(self) -> str:
        """The output for those who have an older release: it also tells of notes that were retired."""
        with_retired = f"{self.name}-update.apkg"
        return with_retired if with_retired in self.outputs else f"{self.name}.apkg"

    @property
    def cards(self) -> Mapping[str, int]:
        """How many cards a new learner gets, by sub-deck."""
        return cards_by_deck(one.note for one in self.deck.notes if not one.note.retired)


def read(path: Path, templates: Path) -> tuple[Inputs | None, tuple[Diagnostic, ...]]:
    """Read and check everything that a build needs.

    Args:
      path: the source file.
      templates: their folder.

    Returns:
      the inputs, or None if an error forbids to go on, and all faults.
    """
    study, found = load(path, path.as_posix())
    old, lock_faults = _read_ledger(path.with_suffix(".lock"))
    found += lock_faults
    if study is not None:
        found += check(study)
    sound = not has_errors(found)
    look, look_faults = read_look(templates, templates.as_posix())
    if look is None and not templates.is_dir():
        return None, tuple(sorted({*found, *look_faults}))
    themes, theme_faults = read_themes(templates / "sheet.toml", (templates / "sheet.toml").as_posix())
    card_style, style_faults = read_card_style(
        templates / "cards-print.toml", (templates / "cards-print.toml").as_posix()
    )
    page, page_faults = read_text(templates / "coverage.html")
    found += look_faults + theme_faults + style_faults + page_faults
    if page is not None:
        found += report.faults(page, (templates / "coverage.html").as_posix())
    if study is None or look is None or themes is None or card_style is None or page is None or has_errors(found):
        if study is not None and sound:  # what is wrong with the templates hides no fault of the source
            from repaso.rules import lint  # noqa: PLC0415  (as in `build`)

            found += lint(study)
        return None, tuple(sorted(set(found)))
    inputs = Inputs(path=path, study=study, look=look, themes=themes, card_style=card_style, page=page, ledger=old)
    return inputs, tuple(sorted(set(found)))


def plan(inputs: Inputs, *, major: bool = False) -> tuple[tuple[Note, ...], tuple[Diagnostic, ...]]:
    """The notes, and what they fail to keep for those who have older ones.

    Args:
      inputs: as `read` gave them.
      major: whether a changed contract of the notetypes is meant.

    Returns:
      the notes, in the order of study, and faults sorted by place.
    """
    notes = plan_notes(inputs.study)
    return notes, history.check(inputs.study, inputs.ledger, notes, major=major)


def build(
    inputs: Inputs,
    *,
    build_time: int,
    release: str = "",
    choice: Choice = EVERYTHING,
    major: bool = False,
    today: datetime.date | None = None,
    keep: bool = False,
) -> tuple[Built | None, tuple[Diagnostic, ...]]:
    """Make everything, and lint beside it: an error that the linter finds is known when all else is made.

    Args:
      inputs: as `read` gave them.
      build_time: Unix seconds.
      release: the version to be released, or "" for a build between releases.
      choice: which papers are printed.
      major: whether a changed contract of the notetypes is meant.
      today: the day on which the facts are read, to tell those that were checked too long ago.
      keep: whether the fronts and the database are wanted, for the next build.

    Returns:
      what was built, or None if an error forbids it, and all faults.
    """
    study, themes = inputs.study, inputs.themes
    version = version_of(inputs, release)
    plans = papers.plan_sheets(study, themes, choice, version=version)
    # Sheets take longest: so they begin first, though a fault of the notes may yet forbid the build.
    with papers.printing_sheets(study, plans, themes, choice) as sheets:
        from repaso.rules import linting  # noqa: PLC0415  (its patterns take as long to compile as the notes to make)

        with linting(study, today=today, keep=keep) as linted:
            notes, found = plan(inputs, major=major)
            if has_errors(found):
                return None, found + linted().faults
            notes += history.tombstones(study, inputs.ledger, notes)
            style = inputs.card_style
            with papers.printing_cards(sheets, study, notes, themes, style, choice, version=version) as printed:
                new, changes = _advanced(inputs, notes, plans, build_time=build_time, release=release)
                deck = plan_deck(study.manual, notes, inputs.look, new)
                tables = {name: coverage.plan_coverage(view) for name, view in study.views()}
                packages, database = _packages(deck, keep=keep)
                reports = _reports(tables, inputs)
                judged = linted()
                made, faults = printed()
    found += judged.faults + faults
    if has_errors(found):
        return None, found
    built = Built(
        study=study,
        outputs={**packages, **made.files, **reports},
        ledger=new,
        changes=changes,
        deck=deck,
        papers=made,
        tables=tuple(tables.values()),
        crowds=judged.crowds,
        database=database,
    )
    return built, found


def _advanced(
    inputs: Inputs, notes: tuple[Note, ...], plans: Mapping[Language, SheetPlan], *, build_time: int, release: str
) -> tuple[Ledger, Changes]:
    """The ledger after this build, and what is new since the last one."""
    manual, look = inputs.study.manual, inputs.look
    looks = {kind: look_of(look, kind) for kind in look.templates}
    before = replace(inputs.ledger, manual=str(manual.id))
    new, changes = ledger.advance(before, map(content_of, notes), looks, build_time=build_time)
    if release:
        meanings, sheet = {note.id: note.meaning for note in notes}, _sheet_hash(plans)
        new = ledger.stamp(new, release, meanings, sheet=sheet, deck=str(manual.deck), build_time=build_time)
    return new, changes


def _packages(deck: DeckPlan, *, keep: bool) -> tuple[dict[str, bytes], bytes]:
    """The package; and, if notes were retired, one more that tells of them; the database of the first, if asked for."""
    from repaso import anki  # noqa: PLC0415  (genanki takes longer to import than a fault takes to report)

    name = str(deck.manual.id)
    package, database = anki.rendered(deck) if keep else (anki.render(deck, retired=False), b"")
    packages = {f"{name}.apkg": package}
    if any(one.note.retired for one in deck.notes):
        packages[f"{name}-update.apkg"] = anki.render(deck, retired=True)
    return packages, database


def _reports(tables: Mapping[str, coverage.CoverageTable], inputs: Inputs) -> dict[str, bytes]:
    """A page for the coverage of the manual, and of every other outline."""
    name = str(inputs.study.manual.id)
    return {
        "-".join(filter(None, (name, "coverage", outline))) + ".html": report.render(table, template=inputs.page)
        for outline, table in tables.items()
    }


def read_text(path: Path) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """A text file, or why it cannot be read."""
    try:
        return path.read_text(encoding="utf-8"), ()
    except (OSError, UnicodeDecodeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else "it is not UTF-8"
        return None, (error(Span(path.as_posix(), 1, 1), "unreadable", f"cannot read the file: {reason}"),)


def _read_ledger(path: Path) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    if not path.exists():
        return Ledger(), ()
    text, faults = read_text(path)
    return (Ledger(), faults) if text is None else lockfile.read(text, path.as_posix())


def version_of(inputs: Inputs, release: str = "") -> str:
    """What papers say of their source: the release, if it is one, the file's hash, the day its facts were checked."""
    fingerprint = hashlib.sha256(inputs.path.read_bytes()).hexdigest()[:7]
    return " · ".join([*([f"v{release}"] if release else []), fingerprint, str(inputs.study.manual.as_of)])


def _sheet_hash(plans: Mapping[Language, SheetPlan]) -> str:
    texts = (
        text
        for plan in plans.values()
        for _, where, text in plan.texts()
        if text != plan.version or where != "the sheet's head"
    )
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
