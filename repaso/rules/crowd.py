"""All fronts of a source as far as they matter to each other, so that some can be exchanged without a look at the rest.

Where an exchange might matter to any other front, it is refused: then all have to be looked at.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import NamedTuple

from repaso.rules.face import Counts, Face, counts, is_compared
from repaso.rules.rule import Context
from repaso.rules.similar import TOO_COMMON, near
from repaso.values import LANGUAGES, Language

_MANY = 60
"""To look for so many fronts takes half as long as to compare all."""


class Crowd(NamedTuple):
    """All fronts of one language.

    Attributes:
      counts: of their stems.
      compared: on how many of those that are compared with each other each stem stands.
      lines: a line for each: the item's id, a tab, "~" if it is compared, else "=", and its stems, with a space before
        and behind each. One text is read in a tenth of the time of a hundred thousand sets, and few are looked for.
    """

    counts: Counts
    compared: Mapping[str, int]
    lines: str


Crowds = Mapping[Language, Crowd]


def packed(all_of: Crowds) -> bytes:
    """The fronts as bytes."""
    counts = {language: [*crowd.counts, crowd.compared, len(crowd.lines)] for language, crowd in all_of.items()}
    return "".join([json.dumps(counts), "\n", *(crowd.lines for crowd in all_of.values())]).encode()


def unpacked(data: bytes) -> Crowds:
    """What `packed` made bytes of."""
    head, _, lines = data.decode().partition("\n")
    found: dict[Language, Crowd] = {}
    for language, (fronts, stems, compared, length) in json.loads(head).items():
        found[language] = Crowd(Counts(fronts, stems), compared, lines[:length])
        lines = lines[length:]
    return found


def crowds(context: Context) -> Crowds:
    """The fronts of a whole source."""
    found: dict[Language, Crowd] = {}
    for language in LANGUAGES:
        faces = [face for face in context.faces if face.language == language]
        found[language] = Crowd(context.counts[language], context.compared[language].stems, _lines(faces))
    return found


def exchanged(all_of: Crowds, old: Context, new: Context) -> Crowds | None:
    """The fronts, when those of some items are others now.

    Args:
      all_of: the fronts as they were.
      old: a study of the items as they were, by what is known of all.
      new: a study of the same items as they are.

    Returns:
      the fronts as they are; None if one that was changed, as it was or as it is, has the stems of a front of another
      item or is like it, if a stem has become so common that it no longer counts, or has ceased to be, or if there are
      too many to be looked for one by one.
    """
    percent = new.limit("alike_percent", 80)
    was, now = counts(old.faces), counts(new.faces)
    found: dict[Language, Crowd] = {}
    for language, crowd in all_of.items():
        olds, news = ([face for face in part.faces if face.language == language] for part in (old, new))
        changed = list(_apart(olds, news))
        if not changed:
            found[language] = crowd
            continue
        rest = crowd._replace(lines=_without(crowd.lines, {face.id for face in olds}))
        if len(changed) > _MANY or any(_meets(face, rest, percent) for face in changed):
            return None
        fronts = crowd.counts.fronts - was[language].fronts + now[language].fronts
        stems = _recounted(crowd.counts.stems, was[language].stems, now[language].stems)
        compared = _recounted(crowd.compared, old.compared[language].stems, new.compared[language].stems)
        own = Counts(fronts, stems)
        common = new.limit("common_percent", 6)
        if own.common(common) != crowd.counts.common(common) or _frequent(compared) != _frequent(crowd.compared):
            return None
        found[language] = Crowd(own, compared, rest.lines + _lines(news))
    return found


def _meets(face: Face, rest: Crowd, percent: int) -> bool:
    """Whether another front has the stems of this one, or is like it."""
    own = face.stems
    few = len(own) - -(-len(own) * percent // 100) + 1  # of any so many, one is on each front that is like it
    rarest = sorted(own, key=lambda one: (rest.counts.stems.get(one, 0), one))[:few]
    alike = is_compared(face)
    return any(
        own == other or (alike and compared and near(own, other, percent))
        for one in rarest or [""]
        for compared, other in _with(one, rest.lines)
    )


def _with(stem: str, lines: str) -> Iterator[tuple[bool, Set[str]]]:
    """Each front that has this stem, or has none if that is "": whether it is compared, and its stems."""
    for found in re.finditer(re.escape(f" {stem} "), lines):
        start = lines.rfind("\n", 0, found.start()) + 1
        _, _, line = lines[start : lines.index("\n", start)].partition("\t")
        yield line.startswith("~"), set(line[1:].split())


def _apart(olds: Iterable[Face], news: Iterable[Face]) -> Iterator[Face]:
    """The faces of which one of two lists has more than the other, by what they ask."""
    faces = {_asked(face): face for face in (*olds, *news)}
    was, now = (Counter(map(_asked, part)) for part in (olds, news))
    return (face for key, face in faces.items() if was[key] != now[key])


def _asked(face: Face) -> tuple[str, str, str, str]:
    return face.id, face.asks, face.front, face.answer


def _frequent(compared: Mapping[str, int]) -> Set[str]:
    return {stem for stem, count in compared.items() if count > TOO_COMMON}


def _recounted(all_of: Mapping[str, int], old: Mapping[str, int], new: Mapping[str, int]) -> Mapping[str, int]:
    """Counts, when some of what was counted is another now."""
    moved = dict(all_of)
    for one in {**old, **new}:
        moved[one] = all_of.get(one, 0) - old.get(one, 0) + new.get(one, 0)
        if not moved[one]:
            del moved[one]
    return moved


def _lines(faces: Iterable[Face]) -> str:
    return "".join([f"{face.id}\t{'~' if is_compared(face) else '='} {' '.join(face.stems)} \n" for face in faces])


def _without(lines: str, names: Iterable[str]) -> str:
    """The lines without those of some items."""
    return re.sub(rf"(?m)^(?:{'|'.join(map(re.escape, names))})\t.*\n", "", lines)
