"""CoverageTable → bytes of one self-contained HTML page, in both languages."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from string import Template

from repaso import html
from repaso.coverage import CoverageTable, CoveringItem, PointCoverage, SectionCoverage, State
from repaso.diagnostics import Diagnostic, Span, error
from repaso.model import KINDS, Erratum, Kind, Point
from repaso.values import LANGUAGES, Bilingual, Language

Phrase = tuple[str, str]
"""What the page itself says, in Spanish and in English."""

KIND_NAMES: dict[Kind, Phrase] = {
    "term": ("término", "term"),
    "cloze": ("hueco", "cloze"),
    "row": ("fila", "row"),
    "step": ("paso", "step"),
    "question": ("pregunta", "question"),
}
STATE_NAMES: dict[State, Phrase] = {
    State.COVERED: ("cubierto", "covered"),
    State.WAIVED: ("exento", "waived"),
    State.UNCOVERED: ("sin cubrir", "uncovered"),
}
STATE_SIGNS = {State.COVERED: "✓", State.WAIVED: "–", State.UNCOVERED: "✗"}
PLACES = frozenset({"name", "title", "exam", "verdict", "matrix", "sections"})
"""What a template has to hold, each with a `$` before it."""


def render(table: CoverageTable, *, template: str) -> bytes:
    """The report.

    Args:
      table: what is covered by what.
      template: the page for `string.Template`, without `faults`.

    Returns:
      the page in UTF-8. It loads nothing; the same table and template give the same bytes.
    """
    manual = table.manual
    exam = html.escape(f"{manual.exam.name} · {manual.exam.code} · {manual.exam.task} · ")
    page = Template(template).substitute(
        name=html.escape(manual.id),
        title=_both(manual.title),
        exam=f"{exam}{_phrase(('al', 'as of'))} {manual.as_of.isoformat()}",
        verdict=_verdict(table),
        matrix=_matrix(table),
        sections="\n".join(map(_section, table.sections)),
    )
    return page.encode()


def faults(template: str, path: str) -> tuple[Diagnostic, ...]:
    """What keeps a template from being filled: a `$` that names no place, a place that is missing.

    Args:
      template: its text.
      path: as shown to the reader.
    """
    found = []
    named = set()
    for match in Template.pattern.finditer(template):
        name = match["named"] or match["braced"]
        named.add(name)
        if name not in PLACES and not match["escaped"]:
            before = template[: match.start()]
            span = Span(path, before.count("\n") + 1, match.start() - before.rfind("\n"))
            hint = f"places: {', '.join(sorted(PLACES))}; '$$' is a dollar sign"
            found.append(error(span, "unknown-place", f"'{match[0]}' names no place of the report", hint))
    top = Span(path, 1, 1)
    missing = (error(top, "missing-place", f"no place for '${name}'") for name in sorted(PLACES - named))
    return (*missing, *found)


def _verdict(table: CoverageTable) -> str:
    sections, points = table.section_states, table.point_states
    waived = points[State.WAIVED]
    figures = f"{sections[State.COVERED]}/{sections.total()}", f"{points[State.COVERED]}/{points.total()}"
    es = "{} secciones y {} puntos cubiertos".format(*figures)
    en = "{} sections and {} points covered".format(*figures)
    return _phrase((f"{es}; exentos: {waived}", f"{en}; waived: {waived}") if waived else (es, en))


def _matrix(table: CoverageTable) -> str:
    head = [("sección", "section"), ("puntos", "points"), *KIND_NAMES.values(), ("exentos", "waived")]
    body = [
        f'<tr class="s{section.section.colour}"><th scope="row"><a href="#s{section.section.number}">'
        f"<b>{section.section.number}</b> <span>{_both(section.section.title)}</span></a></th>"
        f"{_figures(section.counts, Counter(point.state for point in section.points), section.state)}</tr>"
        for section in table.sections
    ]
    worst = State.UNCOVERED if table.section_states[State.UNCOVERED] else State.COVERED
    foot = (
        f'<tr><th scope="row">{_phrase(("total, cada ítem una vez", "total, each item once"))}</th>'
        f"{_figures(table.counts, table.point_states, worst)}</tr>"
    )
    columns = "".join(f'<th scope="col">{_phrase(name)}</th>' for name in head)
    caption = _phrase(("ítems que cubren puntos de cada sección", "items that cover points of each section"))
    return "\n".join(
        (
            "<table>",
            f"<caption>{caption}</caption>",
            f"<thead><tr>{columns}</tr></thead>",
            "<tbody>",
            *body,
            "</tbody>",
            f"<tfoot>{foot}</tfoot>",
            "</table>",
        )
    )


def _figures(items: Mapping[Kind, int], points: Counter[State], state: State) -> str:
    """The cells of a row after its name; one uncovered point is enough for the sign of it."""
    shown = State.UNCOVERED if points[State.UNCOVERED] else state
    numbers = (*(items[kind] for kind in KINDS), points[State.WAIVED])
    return f'<td class="{shown}">{STATE_SIGNS[shown]} {points[State.COVERED]}/{points.total()}</td>' + "".join(
        f"<td>{number}</td>" if number else '<td class="none">0</td>' for number in numbers
    )


def _section(section: SectionCoverage) -> str:
    number = section.section.number
    tag = f"h{min(number.count('.') + 2, 6)}"
    return "\n".join(
        (
            f'<section class="s{section.section.colour}" aria-labelledby="s{number}">',
            f'<{tag} id="s{number}"><b class="number">{number}</b> {_both(section.section.title)}</{tag}>',
            *([_state(section.state)] if section.state is not State.COVERED else []),
            *_list("ol", "points", map(_point, section.points)),
            "</section>",
        )
    )


def _point(covered: PointCoverage) -> str:
    point = covered.point
    return "\n".join(
        (
            f'<li class="{covered.state}" id="p-{point.id}">',
            f'<p class="id"><code>{point.id}</code> {_state(covered.state)}</p>',
            _pair(lambda language: _statement(point, language)),
            *([f'<p class="reason">{html.runs(point.waived.runs)}</p>'] if point.waived else []),
            *_list("ul", "items", map(item, covered.items)),
            "</li>",
        )
    )


def _statement(point: Point, language: Language) -> str:
    text = f"<p>{html.runs((point.es if language == 'es' else point.en).runs)}</p>"
    return f"{text}{_erratum(point.erratum, language)}" if point.erratum else text


def _erratum(erratum: Erratum, language: Language) -> str:
    label, prints, quotes, right, source = {
        "es": ("Errata", "El manual dice", "«»", "lo correcto es", "Fuente"),
        "en": ("Erratum", "The manual says", "“”", "the correct wording is", "Source"),
    }[language]
    cited = f" {source}: {html.address(str(erratum.source))}." if erratum.source else ""
    return (
        f'<div class="erratum"><p><b>! {label} {html.escape(erratum.id)}</b></p>'
        f"<p>{prints} {quotes[0]}<i>{html.runs(erratum.prints[language].runs)}</i>{quotes[1]}; "
        f"{right}: <b>{html.runs(erratum.right[language].runs)}</b>.</p>"
        f"<p>{html.runs(erratum.why[language].runs)}{cited}</p></div>"
    )


def item(covering: CoveringItem) -> str:
    """What a report says of an item, below each point that it covers."""

    def wording(language: Language) -> str:
        return "".join(f"<p>{html.runs(part)}</p>" for part in covering.wording(language))

    return (
        f'<li><details class="{covering.kind}"><summary><span class="kind">{_phrase(KIND_NAMES[covering.kind])}</span> '
        f"<code>{covering.item.id}</code></summary>\n{_pair(wording)}</details></li>"
    )


def _state(state: State) -> str:
    return f'<span class="state {state}">{STATE_SIGNS[state]} {_phrase(STATE_NAMES[state])}</span>'


def _pair(side: Callable[[Language], str]) -> str:
    """Both languages side by side, or one above the other on a phone."""
    sides = "".join(f'<div lang="{language}">{side(language)}</div>' for language in LANGUAGES)
    return f'<div class="pair">{sides}</div>'


def _list(tag: str, name: str, entries: Iterable[str]) -> tuple[str, ...]:
    """The lines of a list; none at all if it would be empty."""
    lines = tuple(entries)
    return (f'<{tag} class="{name}">', *lines, f"</{tag}>") if lines else ()


def _both(text: Bilingual) -> str:
    return _joined(html.runs(text.es.runs), html.runs(text.en.runs))


def _phrase(phrase: Phrase) -> str:
    return _joined(*map(html.escape, phrase))


def _joined(es: str, en: str) -> str:
    return f'<span lang="es">{es}</span> <span class="or">/</span> <span lang="en">{en}</span>'
