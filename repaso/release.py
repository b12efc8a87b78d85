"""What a release brings its learners: computed from the ledger, or from two packages; and which number it deserves."""

import datetime
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from repaso import apkg
from repaso.deck import ClockedNote
from repaso.diagnostics import Diagnostic, Span, error
from repaso.ledger import Ledger, version_key
from repaso.model import Kind
from repaso.notetypes import BY_KIND, NOTETYPES
from repaso.values import LANGUAGES, Language

_TAG = re.compile(r"<[^>]*>")
_LABEL = re.compile(r'<b class="label">.*?</b>| (?:Puedes borrarla|You can delete it): .*')
_LENGTH = 90
_CALLED: Mapping[Kind, tuple[str, ...]] = {
    "term": ("Term",),
    "cloze": ("Full",),
    "row": ("Row", "Ask", "AskBack"),
    "step": ("Process", "Step"),
    "question": ("Ask",),
}
"""The fields by which a note is called in release notes."""


class Told(NamedTuple):
    """A note as release notes call it: its id and, by language, a few words of it."""

    id: str
    words: Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is new to someone who has the release before.

    Attributes:
      added: notes that are new.
      reworded: notes that ask the same in other words.
      changed: notes that changed in a way that no ledger tells.
      relearn: notes that ask something else now.
      retired: notes that only say that they are no more.
      gone: notes that are in the package no longer; learners keep them.
      look: whether templates or style changed.
      contract: whether fields or templates came or went, which Anki does not take over by itself.
      sheet: whether the printed sheet says something else.
      deck: the deck's old and new name, if it has another. Anki finds a deck by its name and never moves a card.
    """

    added: tuple[Told, ...] = ()
    reworded: tuple[Told, ...] = ()
    changed: tuple[Told, ...] = ()
    relearn: tuple[Told, ...] = ()
    retired: tuple[Told, ...] = ()
    gone: tuple[Told, ...] = ()
    look: bool = False
    contract: bool = False
    sheet: bool = False
    deck: tuple[str, str] | None = None

    @property
    def level(self) -> str:
        """What the version must raise: major if the learner must do something, minor for content, patch for words."""
        if self.contract or self.deck:
            return "major"
        return "minor" if self.added or self.relearn or self.retired or self.gone else "patch"

    def __bool__(self) -> bool:
        return self != News()


def news_of(notes: Iterable[ClockedNote], before: Ledger, after: Ledger) -> News:
    """What the latest release of `after` brings to someone who has the latest of `before`."""
    version = after.latest
    old = {entry.origin: entry for entry in before.notes.values() if entry.first}
    added: list[Told] = []
    reworded: list[Told] = []
    relearn: list[Told] = []
    retired: list[Told] = []
    for note in notes:
        if note.entry.last != version:
            continue
        told = Told(note.note.id, _words(note.note.kind, note.note.fields))
        was = old.get(note.entry.origin)
        if note.note.retired:
            retired.append(told)
        elif was is None:
            added.append(told)
        else:
            (relearn if note.entry.meaning > was.meaning else reworded).append(told)
    looks = [(before.looks[kind], look) for kind, look in after.looks.items() if kind in before.looks]
    released = before.latest
    return News(
        added=tuple(added),
        reworded=tuple(reworded),
        relearn=tuple(relearn),
        retired=tuple(retired),
        look=any(old_look.released != new_look.hash for old_look, new_look in looks),
        contract=any(old_look.contract != new_look.contract for old_look, new_look in looks),
        sheet=bool(released) and before.releases[released].sheet != after.releases[version].sheet,
        deck=_renamed(before, after),
    )


def news_between(old: apkg.Package, new: apkg.Package) -> News:
    """What one package brings to someone who has the other. No ledger says here what a change means."""
    kinds = {notetype.field_names: notetype.kind for notetype in NOTETYPES}

    def told(package: apkg.Package, guid: str) -> Told:
        note = package.notes[guid]
        kind = kinds.get(tuple(name for _, name in package.notetypes[note.notetype].fields))
        words = _words(kind, note.fields) if kind else dict.fromkeys(LANGUAGES, note.name)
        return Told(note.fields[0], words)

    def is_retired(note: apkg.Note) -> bool:
        return any(tag.endswith("::retired") for tag in note.tags)

    added, reworded, retired = [], [], []
    for guid, note in new.notes.items():
        was = old.notes.get(guid)
        if is_retired(note):
            if was is not None and not is_retired(was):
                retired.append(told(new, guid))
        elif was is None:
            added.append(told(new, guid))
        elif was.fields != note.fields:
            reworded.append(told(new, guid))
    pairs = [(old.notetypes[number], notetype) for number, notetype in new.notetypes.items() if number in old.notetypes]
    return News(
        added=tuple(added),
        changed=tuple(reworded),
        retired=tuple(retired),
        gone=tuple(
            told(old, guid) for guid, note in old.notes.items() if guid not in new.notes and not is_retired(note)
        ),
        look=any((one.css, one.templates) != (two.css, two.templates) for one, two in pairs),
        contract=any(_shape(one) != _shape(two) for one, two in pairs),
    )


def check(version: str, news: News, before: Ledger, span: Span) -> tuple[Diagnostic, ...]:
    """Whether a release may have this number."""
    latest = before.latest
    if not latest:
        return ()
    if version_key(version) <= version_key(latest):
        return (error(span, "release-number", f"{version} does not come after {latest}", ""),)
    if not news:
        return (error(span, "release-empty", f"nothing has changed since {latest}", "there is nothing to release"),)
    new, old = version_key(version), version_key(latest)
    place = {"major": 1, "minor": 2, "patch": 3}[news.level]
    if new[:place] == old[:place]:
        why = {
            "major": "learners must move their cards, or merge notetypes",
            "minor": "it adds, retires or changes what is asked",
            "patch": "",
        }[news.level]
        needed = ".".join(map(str, (*old[: place - 1], old[place - 1] + 1, *(0 for _ in range(3 - place)))))
        hint = f"call it {needed} or later"
        return (error(span, "release-number", f"{version} is too small a step from {latest}: {why}", hint),)
    return ()


class _Phrases(NamedTuple):
    """What release notes say in one language."""

    title: str
    package: str
    first: str
    none: str
    added: str
    reworded: str
    changed: str
    relearn: str
    retired: str
    gone: str
    look: str
    contract: str
    sheet: str
    deck: str
    filtered: str


_PHRASES: Mapping[Language, _Phrases] = {
    "es": _Phrases(
        title="Novedades de la versión {version} ({date})",
        package="Importa `{package}` igual que la primera vez.",
        first="Primera versión: importa `{package}` en Anki y empieza.",
        none="Nada cambia.",
        added="Nuevas ({count})",
        reworded="Redactadas de nuevo ({count}): preguntan lo mismo y conservas tu progreso",
        changed="Cambiadas ({count})",
        relearn=(
            "Preguntan otra cosa ({count}): conviene olvidarlas y aprenderlas de nuevo. En el explorador de Anki "
            "busca `{search}`, selecciona las tarjetas y elige Tarjetas → Olvidar"
        ),
        retired="Retiradas ({count}). Para borrarlas, busca en el explorador `{search}` y elige Notas → Eliminar",
        gone="Ya no están en el paquete ({count}); Anki las conserva",
        look="El aspecto de las tarjetas cambia.",
        contract="**Al importar, marca «Combinar tipos de notas»**: los tipos de nota tienen otros campos.",
        sheet="La hoja cambia: imprímela otra vez.",
        deck=(
            "**El mazo cambia de nombre.** Antes de importar, renombra en Anki `{old}` como `{new}`; si no, las "
            "tarjetas nuevas irán a otro mazo."
        ),
        filtered="Para repasar solo lo que cambia, crea un mazo filtrado con `{search}`.",
    ),
    "en": _Phrases(
        title="What is new in version {version} ({date})",
        package="Import `{package}` as you did the first time.",
        first="First release: import `{package}` into Anki, and begin.",
        none="Nothing changes.",
        added="New ({count})",
        reworded="Reworded ({count}): they ask the same, and you keep your progress",
        changed="Changed ({count})",
        relearn=(
            "Ask something else ({count}): better forget them and learn them anew. In Anki's browser search for "
            "`{search}`, select the cards and choose Cards → Forget"
        ),
        retired="Retired ({count}). To delete them, search in the browser for `{search}` and choose Notes → Delete",
        gone="No longer in the package ({count}); Anki keeps them",
        look="The cards look different.",
        contract="**When you import, tick “Merge notetypes”**: the notetypes have other fields.",
        sheet="The sheet has changed: print it again.",
        deck=(
            "**The deck has another name.** Before you import, rename `{old}` to `{new}` in Anki; otherwise new cards "
            "go to a second deck."
        ),
        filtered="To review only what has changed, make a filtered deck of `{search}`.",
    ),
}


def render(
    news: News,
    language: Language,
    *,
    deck: str,
    tag_root: str,
    version: str = "",
    date: datetime.date | None = None,
    package: str = "",
    first: bool = False,
) -> str:
    """Release notes for learners, in Markdown.

    Args:
      news: what to tell.
      language: of the notes.
      deck: the deck's name in Anki.
      tag_root: under which the deck's tags lie.
      version: of the release; without one there is no title.
      date: of the release.
      package: what to import.
      first: whether there was no release before, and so nothing is new.
    """
    phrases = _PHRASES[language]
    parts = []
    if version:
        parts.append(f"# {phrases.title.format(version=version, date=date)}")
    if first:
        return "\n\n".join((*parts, phrases.first.format(package=package))) + "\n"
    if package:
        parts.append(phrases.package.format(package=package))
    if not news:
        parts.append(phrases.none)
    if news.contract:
        parts.append(phrases.contract)
    if news.deck:
        parts.append(phrases.deck.format(old=news.deck[0], new=news.deck[1]))
    changes = f"tag:{tag_root}::changes::{version.rpartition('.')[0]}" if version else ""
    ids = " OR ".join(f"Id:{told.id}" for told in news.relearn)
    for told, phrase, search in (
        (news.relearn, phrases.relearn, f'"deck:{deck}" ({ids})'),
        (news.retired, phrases.retired, f"tag:{tag_root}::retired"),
        (news.added, phrases.added, ""),
        (news.reworded, phrases.reworded, ""),
        (news.changed, phrases.changed, ""),
        (news.gone, phrases.gone, ""),
    ):
        if told:
            parts.append(f"## {phrase.format(count=len(told), search=search)}")
            parts.append("\n".join(_line(one, language) for one in told))
    if changes and (news.added or news.reworded or news.relearn):
        parts.append(phrases.filtered.format(search=changes))
    if news.look:
        parts.append(phrases.look)
    if news.sheet:
        parts.append(phrases.sheet)
    return "\n\n".join(parts) + "\n"


def _renamed(before: Ledger, after: Ledger) -> tuple[str, str] | None:
    """The deck's name in the latest release of each, where they differ."""
    if not before.releases:
        return None
    names = before.releases[before.latest].deck, after.releases[after.latest].deck
    return names if names[0] != names[1] else None


def _line(told: Told, language: Language) -> str:
    words = told.words[language]
    return f"- {words} (`{told.id}`)" if words else f"- `{told.id}`"


def _words(kind: Kind, fields: tuple[str, ...]) -> Mapping[Language, str]:
    """A few words of a note in each language, as text."""
    values = dict(zip(BY_KIND[kind].field_names, fields, strict=True))
    found: dict[Language, str] = {}
    for language in LANGUAGES:
        parts = [values[f"{name}{language.upper()}"] for name in _CALLED[kind]]
        if banner := values[f"Retired{language.upper()}"]:
            parts = [_LABEL.sub("", banner)]
        text = " · ".join(html.unescape(_TAG.sub("", part)) for part in parts if part)
        found[language] = text if len(text) <= _LENGTH else f"{text[: _LENGTH - 1].rstrip()}…"
    return found


def _shape(notetype: apkg.Notetype) -> tuple[object, ...]:
    """What Anki matches a notetype by."""
    return [number for number, _ in notetype.fields], [template.id for template in notetype.templates]
