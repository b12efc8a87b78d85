"""What several test modules need: small sources, and their way through the stages."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from click.testing import CliRunner, Result

from repaso import anki, cli, history, ledger
from repaso.check import check
from repaso.deck import DeckPlan, content_of, look_of, plan_deck
from repaso.ledger import Changes, Ledger
from repaso.load import loads
from repaso.model import Study
from repaso.notes import Note, plan_notes
from repaso.notetypes import BY_KIND
from repaso.templates import Look, read_look

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "source" / "aif-c01-3.3.yaml"
BUILD_TIME = 1_790_000_000

SIZES = ("a4", "letter")
PAPERS = [
    f"sample{lead}{kind}-{page}.pdf" for lead in ("", "-en") for kind in ("", "-mono", "-selftest") for page in SIZES
]
CARDS = [f"sample-cards-{page}.pdf" for page in SIZES]
"""The papers of a source whose id is `sample`."""

HEAD = """\
manual:
  id: sample
  title: {es: Muestra, en: Sample}
  exam: {name: Sample Exam, code: SE-1, task: "1.1", guide: "1.0", guide_date: 2026-01-31}
  as_of: 2026-11-22
  deck: Sample::1.1
sections:
  - number: "1"
    title: {es: Una sección, en: A section}
    points:
      - {id: p1, es: El primer punto., en: The first point.}
      - {id: p2, es: El segundo punto., en: The second point.}
"""

TERM = """\
terms:
  - id: t1
    covers: [p1, p2]
    term: {es: pérdida, en: loss}
    definition: {es: Lo que se minimiza., en: What is minimised.}
"""

EVERY_KIND = (ROOT / "tests" / "samples" / "ok" / "every-kind.yaml").read_text(encoding="utf-8")


def study(text: str) -> Study:
    """A study from YAML without faults of shape."""
    found, faults = loads(text.encode(), "source.yaml")
    assert faults == (), faults
    assert found is not None
    return found


def faults(text: str | bytes) -> list[str]:
    """Every fault of a source as "severity line:column code", shape first, meaning only if the shape is right."""
    data = text.encode() if isinstance(text, str) else text
    found, all_faults = loads(data, "source.yaml")
    if found is not None:
        all_faults = check(found)
    return [f"{fault.severity} {fault.span.line}:{fault.span.column} {fault.code}" for fault in all_faults]


def look() -> Look:
    """The project's own templates."""
    found, all_faults = read_look(ROOT / "templates", "templates")
    assert all_faults == ()
    assert found is not None
    return found


def note(text: str, name: str) -> tuple[Note, Mapping[str, str]]:
    """One note of a source, and its fields by name."""
    (found,) = [note for note in plan_notes(study(text)) if note.id == name]
    return found, MappingProxyType(dict(zip(BY_KIND[found.kind].field_names, found.fields, strict=True)))


def plan(text: str, old: Ledger | None = None, *, build_time: int = BUILD_TIME) -> tuple[DeckPlan, Ledger, Changes]:
    """A source as far as the deck's plan."""
    found, its_look = study(text), look()
    notes = plan_notes(found)
    notes += history.tombstones(found, old or Ledger(), notes)
    looks = {kind: look_of(its_look, kind) for kind in its_look.templates}
    new, changes = ledger.advance(old or Ledger(), map(content_of, notes), looks, build_time=build_time)
    return plan_deck(found.manual, notes, its_look, new), new, changes


def package(text: str, old: Ledger | None = None, *, build_time: int = BUILD_TIME) -> tuple[bytes, Ledger]:
    """A source as a package, and the ledger after it."""
    deck, new, _ = plan(text, old, build_time=build_time)
    return anki.render(deck), new


def run(*words: str) -> Result:
    """The command with these words, in this process."""
    result = CliRunner().invoke(cli.cli, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result
