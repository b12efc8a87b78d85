"""Lines and surfaces: rules, boxes, arrows. Points throughout, y upwards; `top` is the upper edge of what is drawn."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from repaso.pdf.pages import Pages

HAIR_PT, _FRAME_PT = 0.3, 0.9
_HEAD_EM = 0.42  # length of an arrow's head
_CORNER = 0.5523  # a quarter of a circle as a Bézier curve: 4/3 (√2 - 1)


class Point(NamedTuple):
    """A place on the page."""

    x: float
    y: float


class Shapes(Pages):
    """Pages on which shapes can be drawn."""

    def rule(self, start: Point, end: Point, colour: str, width_pt: float = HAIR_PT) -> None:
        """A straight line."""
        self._mark(self._figure)
        self._stroke(colour, width_pt)
        self._ops.append(f"{start.x:.2f} {start.y:.2f} m {end.x:.2f} {end.y:.2f} l S")

    def dots(self, start: Point, end: Point, colour: str, width_pt: float) -> None:
        """A dotted line: round dots, as far apart as to be seen and no more."""
        self._ops.append(f"1 J [0 {6 * width_pt:.2f}] 0 d")
        self.rule(start, end, colour, width_pt)
        self._ops.append("0 J [] 0 d")

    def dashes(self, start: Point, end: Point, colour: str, width_pt: float) -> None:
        """A dashed line, as folds are drawn."""
        self._ops.append(f"[{12 * width_pt:.2f} {8 * width_pt:.2f}] 0 d")
        self.rule(start, end, colour, width_pt)
        self._ops.append("[] 0 d")

    def fill(self, left: float, top: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle."""
        self._mark(self._figure)
        self._fill(colour)
        self._ops.append(f"{left:.2f} {top - height:.2f} {width:.2f} {height:.2f} re f")

    def frame(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        colour: str,
        *,
        radius: float,
        fill: str = "",
        width_pt: float = _FRAME_PT,
    ) -> None:
        """A rectangle with round corners, outlined, and filled if `fill` is a colour."""
        self._mark(self._figure)
        self._stroke(colour, width_pt)
        if fill:
            self._fill(fill)
        self._ops.append(f"{rounded(left, top - height, width, height, radius)} {'B' if fill else 'S'}")

    def polygon(self, points: Sequence[Point], colour: str) -> None:
        """A filled polygon."""
        self._mark(self._figure)
        self._fill(colour)
        path = " ".join(f"{x:.2f} {y:.2f} {'l' if number else 'm'}" for number, (x, y) in enumerate(points))
        self._ops.append(f"{path} h f")

    def tick_box(self, left: float, base: float, size: float) -> None:
        """An empty square that stands on the base line."""
        self._mark(self._figure)
        self._stroke(self.theme.grey, 0.5)
        self._ops.append(f"{left:.2f} {base - 0.06 * size:.2f} {0.74 * size:.2f} {0.74 * size:.2f} re S")

    def arrow(self, points: Sequence[Point], colour: str, size: float) -> None:
        """A line through points, with a head at the last one."""
        (x0, y0), (x1, y1) = points[-2:]
        turn = math.atan2(y1 - y0, x1 - x0)
        length = _HEAD_EM * size
        neck = Point(x1 - 0.8 * length * math.cos(turn), y1 - 0.8 * length * math.sin(turn))
        self._mark(self._figure)
        self._stroke(colour, 0.9)
        path = [*points[:-1], neck]
        self._ops.append(
            " ".join(f"{x:.2f} {y:.2f} {'l' if number else 'm'}" for number, (x, y) in enumerate(path)) + " S"
        )
        sides = [
            Point(x1 - length * math.cos(turn + side), y1 - length * math.sin(turn + side)) for side in (-0.4, 0.4)
        ]
        self.polygon([Point(x1, y1), *sides], colour)

    def _fill(self, colour: str) -> None:
        self._paint("fill", colour)

    def _stroke(self, colour: str, width_pt: float) -> None:
        self._paint("stroke", colour)
        self._change("width", width_pt, "{:g} w")


@lru_cache(maxsize=64)  # the chips of cards stand in the same places on every sheet
def rounded(left: float, bottom: float, width: float, height: float, radius: float) -> str:
    """The path of a rectangle with round corners."""
    right, top, near = left + width, bottom + height, radius * (1 - _CORNER)
    sides = (
        f"{left + radius:.2f} {bottom:.2f} m {right - radius:.2f} {bottom:.2f} l",
        f"{right - near:.2f} {bottom:.2f} {right:.2f} {bottom + near:.2f} {right:.2f} {bottom + radius:.2f} c",
        f"{right:.2f} {top - radius:.2f} l",
        f"{right:.2f} {top - near:.2f} {right - near:.2f} {top:.2f} {right - radius:.2f} {top:.2f} c",
        f"{left + radius:.2f} {top:.2f} l",
        f"{left + near:.2f} {top:.2f} {left:.2f} {top - near:.2f} {left:.2f} {top - radius:.2f} c",
        f"{left:.2f} {bottom + radius:.2f} l",
        f"{left:.2f} {bottom + near:.2f} {left + near:.2f} {bottom:.2f} {left + radius:.2f} {bottom:.2f} c h",
    )
    return " ".join(sides)
