"""The manual's own text → its lines with fingerprints; and the points whose line has changed or gone.

A source holds no text of the manual, only a fingerprint of the line that each point rests on: its anchor. Held
against a new edition of the manual, the anchors tell what the author has to read again.
"""

import difflib
import hashlib
import re
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import unescape

from repaso.diagnostics import Diagnostic, Span, warning
from repaso.model import Item, Kind, Manual, Point, Section, Study
from repaso.values import Fingerprint

Holder = Point | Section | Manual
"""What an anchor belongs to; the manual has those of its title lines."""

_TAG = re.compile(r"</?(?:a|b|br|code|em|i|kbd|mark|p|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_SIGNS = re.compile("[*_`\u00ad\u200b\u2060\ufeff]")  # Markdown's, and the characters without width
_MARKER = re.compile(r"^\s*(?:(?:#{1,6}|[-+*•·>]|\d{1,3}(?:\.\d{1,3})*[.)])(?:\s+|$))+")
_SPACE_BEFORE_STOP = re.compile(r"\s+(?=[.,;:!?])")
_BOLD = re.compile(r"\*\*(.+?)\*\*|__(.+?)__|<(?:b|strong)>(.+?)</(?:b|strong)>", re.IGNORECASE)
_HASHES = re.compile(r"\s*#{1,6}\s")
_NUMBER = re.compile(r"\s*\d{1,3}(?P<deep>(?:\.\d{1,3})*)[.)]\s")
_BULLET = re.compile(r"\s*[-+*•·]\s")
_ALIKE = 0.5  # a line less similar to what is looked for is no guess worth printing


class LineKind(StrEnum):
    """What a line of the manual is."""

    HEADING = "heading"
    BULLET = "bullet"
    NUMBERED = "numbered"
    HEADER = "header"
    ROW = "row"
    RULE = "rule"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualLine:
    """A line that is not blank.

    Attributes:
      number: from 1.
      text: as printed, without the space around it.
      bold: its terms in bold type, without the signs.
    """

    number: int
    kind: LineKind
    text: str
    fingerprint: Fingerprint
    bold: tuple[str, ...] = ()

    @property
    def has_substance(self) -> bool:
        """Whether the line states anything: a table's header and a rule do not."""
        return self.kind not in {LineKind.HEADER, LineKind.RULE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """An anchor whose line is gone, so that what rests on it may no longer hold.

    Attributes:
      anchor: the fingerprint, with its place in the source.
      holder: what rests on it; the manual itself for a line of its title.
      items: those that cover the point.
      became: the line that it probably is now.
    """

    anchor: Fingerprint
    holder: Holder
    items: tuple[tuple[Kind, Item], ...] = ()
    became: ManualLine | None = None

    @property
    def name(self) -> str:
        """What the reader calls the holder."""
        match self.holder:
            case Point(id=name):
                return f"point '{name}'"
            case Section(number=number):
                return f"section {number}"
            case Manual():
                return "the title"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualReport:
    """How a source stands against the text of its manual.

    Attributes:
      path: the text's, as shown to the reader.
      unanchored: lines of substance on which nothing rests.
      suspects: anchors whose line is gone, in the order of the source.
      loose: points without an anchor.
      sections: how many rest on a line that stands, and how many there are.
      points: likewise.
    """

    path: str
    unanchored: tuple[ManualLine, ...]
    suspects: tuple[Suspect, ...]
    loose: tuple[Point, ...]
    sections: tuple[int, int]
    points: tuple[int, int]

    @property
    def verdict(self) -> str:
        """The last word: "11/11 sections, 100/100 points anchored"."""
        return "{}/{} sections, {}/{} points anchored".format(*self.sections, *self.points)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The report as warnings, those of the manual's text and those of the source, sorted by place."""
        return tuple(sorted(_diagnose(self)))


def read_manual(text: str) -> tuple[ManualLine, ...]:
    """Every line of a Markdown-like text that is not blank, in order."""
    printed = re.split(r"\r\n?|\n", text.removeprefix("\ufeff"))
    return tuple(
        ManualLine(
            number=at + 1,
            kind=_kind(printed, at),
            text=line.strip(),
            fingerprint=fingerprint(line),
            bold=tuple("".join(groups) for groups in _BOLD.findall(line)),
        )
        for at, line in enumerate(printed)
        if line.strip()
    )


def fingerprint(line: str) -> Fingerprint:
    """The first 8 hex digits of the SHA-256 of what a line says; see `normal`."""
    return Fingerprint(hashlib.sha256(normal(line).encode("utf-8", "surrogatepass")).hexdigest()[:8])


def normal(line: str) -> str:
    """What a line says: without markup, list marker, numbering and capitals, in NFC, all space alike.

    Why: a new edition that only renumbers or restyles must not cast doubt on any point.
    """
    text = _SIGNS.sub("", unescape(_TAG.sub("", line))).replace("|", " ")
    text = _SPACE_BEFORE_STOP.sub("", _MARKER.sub("", text))
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", text).casefold().split()))


def hold(study: Study, lines: Sequence[ManualLine], path: str) -> ManualReport:
    """Hold the study's anchors against the lines of its manual.

    Args:
      study: with fingerprints in `manual.lines`, `section.line` and `point.line`.
      lines: all of the manual's; equal lines share one fingerprint and are held by one anchor.
      path: of the manual's text, as shown to the reader.
    """
    anchors = tuple(_anchors(study))
    held = {anchor for anchor, _ in anchors}
    standing = {line.fingerprint for line in lines}
    became = _successors(anchors, lines)
    return ManualReport(
        path=path,
        unanchored=tuple(line for line in lines if line.has_substance and line.fingerprint not in held),
        suspects=tuple(
            Suspect(anchor=anchor, holder=holder, items=_items(study, holder), became=became.get(anchor))
            for anchor, holder in anchors
            if anchor not in standing
        ),
        loose=tuple(point for _, point in study.every_point() if point.line is None),
        sections=(sum(section.line in standing for section in study.sections), len(study.sections)),
        points=(sum(point.line in standing for _, point in study.every_point()), sum(1 for _ in study.every_point())),
    )


def report_text(report: ManualReport) -> str:
    """The report for a terminal: what has to be read again, then the verdict."""
    lines: list[str] = []
    for anchor in dict.fromkeys(suspect.anchor for suspect in report.suspects):
        resting = [suspect for suspect in report.suspects if suspect.anchor == anchor]
        line = resting[0].became
        lines.append(f"gone: line {anchor}" + (f", now probably {_shown(line)}" if line else ""))
        lines += [f"  suspect: {_suspect(suspect)}" for suspect in resting]
    lines += [f"unanchored: {_shown(line)}{_bold(line)}" for line in report.unanchored]
    lines += [f"unanchored: point '{point.id}': {_short(str(point.es))}" for point in report.loose]
    return "\n".join((*lines, report.verdict))


def _kind(printed: Sequence[str], at: int) -> LineKind:
    line = printed[at]
    if not any(map(str.isalnum, normal(line))):
        return LineKind.RULE
    if _is_row(line):
        first = at == 0 or not (_is_row(printed[at - 1]) or _is_table_rule(printed[at - 1]))
        after = next((other for other in printed[at + 1 :] if not _is_table_rule(other)), "")
        return LineKind.HEADER if first and _is_row(after) else LineKind.ROW
    if number := _NUMBER.match(line):
        alone = not any(other.strip() for other in (*printed[max(at - 1, 0) : at], *printed[at + 1 : at + 2]))
        titled = number["deep"] or (alone and not line.rstrip().endswith((".", ";", ":")))
        return LineKind.HEADING if titled else LineKind.NUMBERED
    if _HASHES.match(line):
        return LineKind.HEADING
    return LineKind.BULLET if _BULLET.match(line) else LineKind.PLAIN


def _is_row(line: str) -> bool:
    """A row has cells; a list item with a tab or a `|` in it is none."""
    text = line.strip()
    cells = text.startswith("|") or "\t" in text or " | " in text
    return cells and not _is_table_rule(line) and not _MARKER.match(line)


def _is_table_rule(line: str) -> bool:
    return "-" in line and not line.strip(" \t|:-")


def _anchors(study: Study) -> Iterator[tuple[Fingerprint, Holder]]:
    """Every anchor with its holder, in the manual's order."""
    for line in study.manual.lines:
        yield line, study.manual
    for section in study.sections:
        holders: tuple[Point | Section, ...] = (section, *section.points)
        for holder in holders:
            if holder.line is not None:
                yield holder.line, holder


def _items(study: Study, holder: Holder) -> tuple[tuple[Kind, Item], ...]:
    if not isinstance(holder, Point):
        return ()
    return tuple((kind, item) for kind, item in study.every_item() if holder.id in item.covers)


def _successors(
    anchors: Sequence[tuple[Fingerprint, Holder]], lines: Sequence[ManualLine]
) -> dict[Fingerprint, ManualLine]:
    """Guess what each lost line has become.

    Where as many new lines stand between two known ones as were lost there, they match in order; otherwise the guess
    is the line whose words are most like those of a point that rested on the lost one.
    """
    olds = list(dict.fromkeys(anchor for anchor, _ in anchors))
    news = [line for line in lines if line.has_substance]
    standing = {line.fingerprint for line in lines}
    became: dict[Fingerprint, ManualLine] = {}
    matcher = difflib.SequenceMatcher(None, olds, [line.fingerprint for line in news], autojunk=False)
    for _, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        lost = [old for old in olds[old_start:old_end] if old not in standing]
        free = [line for line in news[new_start:new_end] if line.fingerprint not in olds]
        if len(lost) == len(free):
            became.update(zip(lost, free, strict=True))
            continue
        for old in lost:
            words = [_words(holder) for anchor, holder in anchors if anchor == old]
            candidates = [line for line in news if line.fingerprint not in olds]
            scored = [(max(_likeness(said, line) for said in words), line) for line in candidates]
            score, line = max(scored, key=lambda pair: pair[0], default=(0.0, None))
            if line and score >= _ALIKE:
                became[old] = line
    return became


def _words(holder: Holder) -> str:
    return str(holder.es if isinstance(holder, Point) else holder.title.es)


def _likeness(said: str, line: ManualLine) -> float:
    return difflib.SequenceMatcher(None, normal(said), normal(line.text), autojunk=False).ratio()


def _diagnose(report: ManualReport) -> Iterator[Diagnostic]:
    for line in report.unanchored:
        yield warning(
            Span(report.path, line.number, 1),
            "unanchored-line",
            f"no point rests on this line: {_short(line.text)}",
            f"write 'line: {line.fingerprint}' at the point that states it",
        )
    for suspect in report.suspects:
        hints = []
        if suspect.items:
            hints.append(f"read again: {_names(suspect)}")
        if suspect.became:
            hints.append(f"the line is now probably {_shown(suspect.became)}; write its fingerprint to confirm")
        yield warning(
            suspect.anchor.span,
            "suspect-point" if isinstance(suspect.holder, Point) else "suspect-heading",
            f"the line of {suspect.name} is gone from {report.path}",
            "; ".join(hints),
        )
    for point in report.loose:
        hint = "give it the 'line' of the manual that states it"
        yield warning(point.id.span, "unanchored-point", f"point '{point.id}' rests on no line", hint)


def _suspect(suspect: Suspect) -> str:
    return f"{suspect.name}; read again {_names(suspect)}" if suspect.items else suspect.name


def _names(suspect: Suspect) -> str:
    return ", ".join(f"{kind} {item.id}" for kind, item in suspect.items)


def _shown(line: ManualLine) -> str:
    return f"line {line.number}, {line.kind}, {line.fingerprint}: {_short(line.text)}"


def _bold(line: ManualLine) -> str:
    return f" (bold: {', '.join(line.bold)})" if line.bold else ""


def _short(text: str) -> str:
    return textwrap.shorten(text, 60, placeholder="…")
