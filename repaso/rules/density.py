"""Rules about how much a point is asked: from two sides if it matters, no more than it is worth, as in the exam."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from repaso.diagnostics import Severity
from repaso.rules.rule import Context, Found, Reach, rule
from repaso.values import ItemId, PointId


@rule(Severity.WARNING, Reach.KEYS)
def thin_point(context: Context) -> Iterator[Found]:
    """A point of weight is asked from two sides at least.

    Of weight are the points that the manual gets wrong (an erratum of severity A, or of none), those that the items of
    a confusable pair cover, and those of other outlines, such as the exam guide. What a learner reads wrongly, mixes up
    or is examined in must be met more than once: in two items, or in one that asks in two directions. Items tagged
    `beyond` do not count for the manual's points, which only give them their place. Set `point_angles` (2).

    Bad:
        sections:
          - number: "9"
            title: x
            points:
              - id: p9
                es: Son horas.
                en: It is hours.
                erratum: {id: E1, prints: años, right: {es: horas, en: hours}, why: x}
        questions:
          - {id: a, covers: p9, ask: {es: ¿Cuánto?, en: How much?}, answer: {es: Horas, en: Hours}, why: x}

    Good:
        sections:
          - number: "9"
            title: x
            points:
              - id: p9
                es: Son horas.
                en: It is hours.
                erratum: {id: E1, prints: años, right: {es: horas, en: hours}, why: x}
        questions:
          - {id: a, covers: p9, ask: {es: ¿Cuánto?, en: How much?}, answer: {es: Horas, en: Hours}, why: x}
          - {id: b, covers: p9, ask: {es: ¿Qué unidad?, en: Which unit?}, answer: {es: Horas, en: Hours}, why: x}
    """
    taught = _taught(context)
    weights = _weights(context, taught)
    sides: dict[PointId, set[tuple[str, str]]] = {point: set() for point in taught if point in weights}
    for face in context.faces:
        for point in face.item.covers:
            if point in sides and face.id in taught[point]:
                sides[point].add((face.id, face.asks))
    few = context.limit("point_angles", 2)
    for _, view in context.study.views():
        for _, one in view.every_point():
            if one.id in sides and len(sides[one.id]) < few:
                asked = len(sides[one.id])
                message = f"'{one.id}', {weights[one.id]}, is asked from {asked or 'no'} side{'s' * (asked > 1)}"
                yield Found(one.id, one.id.span, message, "ask it from another side, too")


@rule(Severity.WARNING, Reach.KEYS)
def crowded_point(context: Context) -> Iterator[Found]:
    """No point is taught by more items than it is worth.

    Every card costs minutes for years. Set `point_items` (4), and `weighty_items` (8) for the points of weight, which
    [thin-point](thin-point.md) tells.

    Bad:
        questions:
          - {id: a, covers: p1, ask: {es: ¿Uno?, en: One?}, answer: a, why: x}
          - {id: b, covers: p1, ask: {es: ¿Dos?, en: Two?}, answer: b, why: x}
          - {id: c, covers: p1, ask: {es: ¿Tres?, en: Three?}, answer: c, why: x}
          - {id: d, covers: p1, ask: {es: ¿Cuatro?, en: Four?}, answer: d, why: x}
          - {id: e, covers: p1, ask: {es: ¿Cinco?, en: Five?}, answer: e, why: x}

    Good:
        questions:
          - {id: a, covers: p1, ask: {es: ¿Uno?, en: One?}, answer: a, why: x}
          - {id: b, covers: p1, ask: {es: ¿Dos?, en: Two?}, answer: b, why: x}
    """
    taught = _taught(context)
    weights = _weights(context, taught)
    many = {True: context.limit("weighty_items", 8), False: context.limit("point_items", 4)}
    for _, point in context.study.every_point():
        most = many[point.id in weights]
        if (count := len(taught.get(point.id, ()))) > most:
            yield Found(point.id, point.id.span, f"{count} items teach '{point.id}'", f"{most} at most")


@rule(Severity.WARNING, Reach.KEYS)
def few_scenarios(context: Context) -> Iterator[Found]:
    """What the exam asks is asked as in the exam.

    Of the cards that cover the points of an outline other than the manual, a share must be scenarios, that is
    questions: who only learns definitions does not know them again in a story. Set `scenario_percent` (30).

    Bad:
        outlines:
          - id: guide
            title: x
            sections:
              - number: "1"
                title: x
                points: [{id: g1, es: Pérdida., en: Loss.}]
        terms:
          - {id: a, covers: [p1, g1], term: {es: pérdida, en: loss}, definition: {es: Se mide., en: It is measured.}}

    Good:
        outlines:
          - id: guide
            title: x
            sections:
              - number: "1"
                title: x
                points: [{id: g1, es: Pérdida., en: Loss.}]
        cloze:
          - {id: a, covers: [p1, g1], es: "Se minimiza {{c1::la pérdida}}.", en: "One minimises {{c1::the loss}}."}
        questions:
          - {id: b, covers: [p1, g1], ask: {es: ¿Qué baja?, en: What falls?}, answer: {es: Pérdida, en: Loss}, why: x}
    """
    percent = context.limit("scenario_percent", 30)
    cards = context.cards
    for outline in context.study.outlines:
        points = {point.id for section in outline.sections for point in section.points}
        counts = Counter[bool]()
        for kind, item in context.study.every_item():
            if not points.isdisjoint(item.covers):
                counts[kind == "question"] += cards[item.id]
        if counts[True] * 100 < percent * counts.total():
            share = counts[True] * 100 // counts.total()
            message = f"of {counts.total()} cards on '{outline.id}', {counts[True]} are scenarios: {share} %"
            yield Found(outline.id, outline.id.span, message, f"{percent} % at least: write questions that cover it")


def _taught(context: Context) -> dict[PointId, set[ItemId]]:
    """The items that teach each point that any covers: what is beyond the manual does not teach its points."""
    home = {point.id for _, point in context.study.every_point()}
    taught: dict[PointId, set[ItemId]] = defaultdict(set)
    for _, item in context.study.every_item():
        for point in item.covers:
            taught[point] |= set() if "beyond" in item.tags and point in home else {item.id}
    return taught


def _weights(context: Context, taught: Mapping[PointId, set[ItemId]]) -> dict[PointId, str]:
    """The points of weight, and why they are."""
    study = context.study
    weights = {
        point.id: f"of '{outline.id}'"
        for outline in study.outlines
        for section in outline.sections
        for point in section.points
    }
    confused = {name for pair in study.confusable for name in pair.items}
    for name, items in taught.items():
        if not confused.isdisjoint(items):
            weights.setdefault(name, "of a confusable pair")
    for _, point in study.every_point():
        if point.erratum is not None and point.erratum.grave:
            weights[point.id] = "which the manual gets wrong"
    return weights
