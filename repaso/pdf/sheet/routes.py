"""The geometry of a diagram: boxes in ranks and lanes, arrows in right angles. Pure numbers, in em, y downwards.

After Sugiyama, Tagawa and Toda (1981) as far as a study sheet needs it: an arrow to a box that is written later leads
on, so a box's rank is one more than the highest of those that lead to it; an arrow to one written earlier leads back.
"""

from collections.abc import Sequence, Set
from itertools import combinations, pairwise, product
from typing import NamedTuple

from repaso.sheet import Arrow, Box

_GAP_EM = 2.4  # between two ranks: room for an arrow
_LANE_GAP_EM = 0.9  # between two lanes
_CHANNEL_EM = 1.0  # below a lane, for an arrow that leads back
_BUS_EM = 0.9  # from a box to where its arrows part
_ASIDE_EM = 0.9  # from a box's middle, where arrows come and go
_LABEL_AIR_EM = 0.25  # between an arrow and its text
_TOUCH_EM, _EPSILON_EM = 0.05, 1e-6
_LABEL_EM, _LABEL_ROOM_EM = 8.5, 1.9  # a label is not wider, and what its arrow needs besides


class Size(NamedTuple):
    """How wide a box is at least and at best, in em."""

    least: float
    best: float


class Place(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Its middle from left to right."""
        return self.left + self.width / 2

    @property
    def waist(self) -> float:
        """Its middle from top to bottom."""
        return self.top + self.height / 2


class Route(NamedTuple):
    """An arrow's way.

    Attributes:
      points: its corners, x and y.
      label: where its text stands: the middle of its lower edge, or with `below` of its upper edge.
      room: how wide the text may be.
    """

    points: tuple[tuple[float, float], ...]
    label: tuple[float, float]
    room: float
    below: bool = False


class Cells(NamedTuple):
    """Which box stands in which rank and lane, by position of the box."""

    ranks: tuple[int, ...]
    lanes: tuple[int, ...]

    def taken(self, lane: int, ranks: range) -> bool:
        """Whether a box stands in a lane between ranks."""
        return any(own == lane and rank in ranks for rank, own in zip(self.ranks, self.lanes, strict=True))


class Scheme(NamedTuple):
    """A diagram without measures.

    Attributes:
      cells: of the boxes.
      arrows: between them.
      below: for every lane the arrows that run below it, by position, from the top.
      turning: the positions of those that could go on in their own lane, and turn into the box they lead to.
    """

    cells: Cells
    arrows: Sequence[Arrow]
    below: Sequence[Sequence[int]]
    turning: Set[int]


def scheme_of(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Scheme:
    """Which box stands where, and which arrow goes which way.

    Of the arrows below a lane, the shorter one is nearer to the boxes, so that it crosses no other's text.
    """
    cells = _cells_of(boxes, arrows)
    ranks, numbers = cells.ranks, range(len(arrows))
    channels = [_channel_of(arrow, cells) for arrow in arrows]
    by_length = sorted(numbers, key=lambda number: abs(ranks[arrows[number].end] - ranks[arrows[number].start]))
    return Scheme(
        cells,
        arrows,
        [[number for number in by_length if channels[number] == lane] for lane in range(max(cells.lanes) + 1)],
        {number for number in numbers if _turns_in(cells, arrows[number])},
    )


def _cells_of(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Cells:
    """Ranks from the arrows; lanes as the author says, else that of the last box that leads there, or the next."""
    ranks: list[int] = []
    lanes: list[int] = []
    for place, box in enumerate(boxes):
        before = [arrow.start for arrow in arrows if arrow.end == place and arrow.start < place]
        rank = max((ranks[start] + 1 for start in before), default=0)
        lane = box.lane if box.lane >= 0 else (lanes[max(before, key=ranks.__getitem__)] if before else 0)
        while (rank, lane) in zip(ranks, lanes, strict=True):
            lane += 1
        ranks.append(rank)
        lanes.append(lane)
    return Cells(tuple(ranks), tuple(lanes))


def _leads_back(arrow: Arrow) -> bool:
    """Whether an arrow leads to a box that is written earlier, or to its own."""
    return arrow.end <= arrow.start


def _channel_of(arrow: Arrow, cells: Cells) -> int | None:
    """The lane below which an arrow runs, for it leads back or boxes are in its way; None if it needs no such way."""
    start, end = cells.lanes[arrow.start], cells.lanes[arrow.end]
    between = range(cells.ranks[arrow.start] + 1, cells.ranks[arrow.end])
    if _leads_back(arrow) or (cells.taken(end, between) and not _turns_in(cells, arrow)):
        return min(start, end)
    return None


def columns(
    scheme: Scheme, sizes: Sequence[Size], labels: Sequence[float], width: float
) -> list[tuple[float, float]] | None:
    """Where each rank begins and how wide it is, so that all take the whole width; None if there is no room.

    Args:
      scheme: of the diagram.
      sizes: of the boxes.
      labels: the width of each arrow's text on one line, 0 for none.
      width: of the whole.
    """
    cells = scheme.cells
    count = max(cells.ranks) + 1
    gaps = [0.0] + [_GAP_EM] * (count - 1)
    for number, (arrow, label) in enumerate(zip(scheme.arrows, labels, strict=True)):
        start, end = cells.ranks[arrow.start], cells.ranks[arrow.end]
        if label and end == start + 1 and number not in scheme.turning:
            gaps[end] = max(gaps[end], min(label, _LABEL_EM) + _LABEL_ROOM_EM)
    least = [
        max(size.least for size, own in zip(sizes, cells.ranks, strict=True) if own == rank) for rank in range(count)
    ]
    best = [
        max(size.best for size, own in zip(sizes, cells.ranks, strict=True) if own == rank) for rank in range(count)
    ]
    room = width - sum(gaps) - sum(least)
    if room < 0:
        return None
    wanted = sum(best) - sum(least)
    share = min(1.0, room / wanted) if wanted > 0 else 0.0
    widths = [low + share * (high - low) for low, high in zip(least, best, strict=True)]
    spare = (width - sum(gaps) - sum(widths)) / max(1, count - 1)
    found: list[tuple[float, float]] = []
    left = 0.0
    for rank in range(count):
        left += gaps[rank] + (spare if rank else 0.0)
        found.append((left, widths[rank]))
        left += widths[rank]
    return found


def lanes_of(scheme: Scheme, heights: Sequence[float], labels: Sequence[float]) -> list[Place]:
    """Top and height of every lane; between it and the next lie the channels of arrows that run below it.

    Args:
      scheme: of the diagram.
      heights: of the boxes.
      labels: the height of each arrow's text, 0 for none.
    """
    lanes, below = scheme.cells.lanes, scheme.below
    highest = [0.0] * len(below)
    for lane, height in zip(lanes, heights, strict=True):
        highest[lane] = max(highest[lane], height)
    aside = {number for numbers in below for number in numbers}
    for number, (arrow, label) in enumerate(zip(scheme.arrows, labels, strict=True)):
        if label and number not in aside:
            for lane in (lanes[arrow.start], lanes[arrow.end]):
                highest[lane] = max(highest[lane], 2 * (label + _LABEL_AIR_EM) + 0.1)
    found: list[Place] = []
    top = 0.0
    for height, numbers in zip(highest, below, strict=True):
        found.append(Place(0.0, top, 0.0, height))
        top += height + _channels_em(numbers, labels) + _LANE_GAP_EM
    return found


def below_lanes(scheme: Scheme, lanes: Sequence[Place], labels: Sequence[float]) -> float:
    """The height of all lanes, with the channels below the last."""
    return lanes[-1].top + lanes[-1].height + _channels_em(scheme.below[-1], labels)


def _channels_em(numbers: Sequence[int], labels: Sequence[float]) -> float:
    """The height of the channels of arrows, each with its text."""
    return sum(_channel_em(number, labels) for number in numbers)


def _channel_em(number: int, labels: Sequence[float]) -> float:
    return _CHANNEL_EM + labels[number]


def routes_of(scheme: Scheme, lanes: Sequence[Place], places: Sequence[Place], labels: Sequence[float]) -> list[Route]:
    """The ways of all arrows between boxes in their places."""
    depths: dict[int, float] = {}
    for lane, numbers in zip(lanes, scheme.below, strict=True):
        depth = lane.top + lane.height
        for number in numbers:
            depths[number] = depth + 0.7 * _CHANNEL_EM
            depth += _channel_em(number, labels)
    return [
        _through_channel(places[arrow.start], places[arrow.end], depths[number])
        if number in depths
        else _forward(places[arrow.start], places[arrow.end], turns=number in scheme.turning)
        for number, arrow in enumerate(scheme.arrows)
    ]


def _forward(start: Place, end: Place, *, turns: bool) -> Route:
    if start.waist == end.waist:
        return _along([(start.left + start.width, start.waist), (end.left, end.waist)])
    if turns:
        down = end.top > start.top
        x = end.middle if down else end.middle + _ASIDE_EM
        y = end.top if down else end.top + end.height
        return _along([(start.left + start.width, start.waist), (x, start.waist), (x, y)])
    x = start.left + start.width + _BUS_EM
    return _along([(start.left + start.width, start.waist), (x, start.waist), (x, end.waist), (end.left, end.waist)])


def _turns_in(cells: Cells, arrow: Arrow) -> bool:
    """Whether an arrow can go on in its own lane as far as the box it leads to, and there turn into it."""
    start, end = arrow.start, arrow.end
    low, high = sorted((cells.lanes[start], cells.lanes[end]))
    if low == high:
        return False
    ahead = range(cells.ranks[start] + 1, cells.ranks[end] + 1)
    column = range(cells.ranks[end], cells.ranks[end] + 1)
    return not cells.taken(cells.lanes[start], ahead) and not any(
        cells.taken(lane, column) for lane in range(low + 1, high)
    )


def _along(points: list[tuple[float, float]]) -> Route:
    """The label stands on the longest level stretch, where two of one length on the later one."""
    stretches = [(abs(b[0] - a[0]), place) for place, (a, b) in enumerate(pairwise(points)) if a[1] == b[1]]
    room, place = max(stretches)
    (x0, y), (x1, _) = points[place], points[place + 1]
    return Route(tuple(points), ((x0 + x1) / 2, y), room)


def _through_channel(start: Place, end: Place, y: float) -> Route:
    """Out of the box, along a channel at a height, and into the other box."""
    leave = start.top + start.height if start.top < y else start.top
    enter = end.top + end.height if end.top < y else end.top
    a, b = start.middle - _ASIDE_EM, end.middle - (_ASIDE_EM if start is end else 0.0)
    if start is end:
        a = start.middle + _ASIDE_EM
    return Route(((a, leave), (a, y), (b, y), (b, enter)), ((a + b) / 2, y), abs(a - b), below=True)


def label_place(way: Route, width: float, height: float) -> Place:
    """Where the text of an arrow stands: above its line, or below it."""
    x, y = way.label
    return Place(x - width / 2, y + _LABEL_AIR_EM if way.below else y - _LABEL_AIR_EM - height, width, height)


def is_clear(
    places: Sequence[Place],
    arrows: Sequence[Arrow],
    routes: Sequence[Route],
    labels: Sequence[Place],
    width: float,
) -> bool:
    """Whether the diagram can be read.

    Nothing lies on a box or a text, and arrows that have no end in common do not run along each other.

    Args:
      places: of the boxes.
      arrows: between them.
      routes: their ways.
      labels: where their texts stand, of no width for none.
      width: of the whole.
    """
    shown = [label for label in labels if label.width]
    if any(label.left < -_TOUCH_EM or label.left + label.width > width + _TOUCH_EM for label in shown):
        return False
    things = [*places, *shown]
    if any(_overlap(one, other) for one, other in combinations(things, 2)):
        return False
    strips = [[_strip(a, b) for a, b in pairwise(way.points)] for way in routes]
    if any(_overlap(strip, place) for way in strips for strip in way for place in things):
        return False
    return not any(
        _overlap(a, b)
        for (one, way), (other, its_way) in combinations(zip(arrows, strips, strict=True), 2)
        if one.start != other.start and one.end != other.end
        for a, b in product(way, its_way)
        if (a.width > a.height) == (b.width > b.height)
    )


def _strip(a: tuple[float, float], b: tuple[float, float]) -> Place:
    """A stretch of an arrow, as wide as one sees it, without what it touches at its ends."""
    (x0, x1), (y0, y1) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    if x1 - x0 > y1 - y0:
        return Place(x0 + _TOUCH_EM, y0 - _TOUCH_EM, x1 - x0 - 2 * _TOUCH_EM, 2 * _TOUCH_EM)
    return Place(x0 - _TOUCH_EM, y0 + _TOUCH_EM, 2 * _TOUCH_EM, y1 - y0 - 2 * _TOUCH_EM)


def _overlap(one: Place, other: Place) -> bool:
    """Whether two share more than an edge; most do not, and are done with at the first look."""
    return (
        one.left + one.width > other.left + _EPSILON_EM
        and other.left + other.width > one.left + _EPSILON_EM
        and one.top + one.height > other.top + _EPSILON_EM
        and other.top + other.height > one.top + _EPSILON_EM
        and min(one.width, other.width, one.height, other.height) > _EPSILON_EM
    )
