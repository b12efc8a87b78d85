"""Tables."""

import pytest

from repaso.pdf.sheet.grid import cells, column_widths_em, is_narrow
from tests.sheets import grid, setter


@pytest.mark.parametrize("width_em", [3.0, 15.0, 60.0, 300.0])
@pytest.mark.parametrize("columns", [1, 2, 5, 8])
def test_the_columns_of_a_table_take_all_the_width(columns: int, width_em: float) -> None:
    widths = column_widths_em(cells(grid(columns, 7), setter()), width_em)
    assert sum(widths) == pytest.approx(width_em)
    assert min(widths) > 0


def test_no_word_is_broken_where_there_is_room() -> None:
    table = cells(grid(5, 7), setter())
    for column, width in zip(zip(table.head, *table.rows, strict=True), column_widths_em(table, 60.0), strict=True):
        assert max(text.longest_em for text in column) < width


def test_a_table_of_few_columns_stands_in_a_column_of_the_page() -> None:
    assert is_narrow(cells(grid(2, 3), setter()), 21.0)
    assert not is_narrow(cells(grid(2, 3), setter()), 8.0)
    assert not is_narrow(cells(grid(4, 3), setter()), 60.0)
