"""A table whose rows lead on: columns under a flow while there is room, else a table like any other."""

import pytest

from repaso.pdf.sheet import levels
from tests.reading import glyphs, read_aloud, starts, texts
from tests.sheets import block, draw, flow, sheet
from tests.structure import faults


@pytest.mark.parametrize(("rows", "fits"), [(1, True), (3, True), (6, True), (7, False), (40, False)])
def test_few_levels_are_a_flow_and_many_a_table(rows: int, *, fits: bool) -> None:
    part = flow(rows)
    assert levels.fits(part, 60.0) is fits
    data = draw(sheet(block("1", 1, part))).data
    assert faults(data) == []
    heard = read_aloud(data)
    assert f"Nivel{rows - 1} de todos" in heard
    # A flow's names have the other language beside them; a table is headed by its columns.
    assert (f"level{rows - 1} of all" in heard) is fits
    assert ("Nivel Datos Método" in heard) is not fits


def test_a_table_without_rows_is_no_flow() -> None:
    assert not levels.fits(flow(1)._replace(rows=(), names=()), 60.0)


@pytest.mark.parametrize("rows", [2, 3, 5])
def test_every_level_has_its_cells_below_it(rows: int) -> None:
    found = glyphs(draw(sheet(block("1", 1, flow(rows)))).data)
    names = starts("Nivel", found)[-rows:]
    cells = starts("Masivos", found)
    assert len(names) == len(cells) == rows
    for name, cell in zip(names, cells, strict=True):
        assert name.bottom > cell.top
        assert abs(name.left - cell.left) < 25
    assert sorted(cell.left for cell in cells) == [cell.left for cell in cells]


def test_long_names_of_levels_take_more_lines() -> None:
    part = flow(3)
    long = tuple(name._replace(lead="Un nivel de nombre muy largo que no cabe en una línea") for name in part.names)
    (page,) = texts(draw(sheet(block("1", 1, part._replace(names=long)))).data)
    assert page.count("nombre muy largo") == 3
