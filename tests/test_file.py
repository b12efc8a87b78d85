"""The file of a PDF: what is ours in it."""

import datetime
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Name

from repaso.pdf.file import Objects
from repaso.pdf.fonts import fonts_of
from repaso.pdf.paper import Description, blank
from tests.sheets import theme


@pytest.mark.parametrize("count", [0, 1, 199, 200, 201, 400])
def test_every_object_is_found_and_no_stream_of_objects_is_empty(count: int) -> None:
    about = Description(language="es", title="x", subject="x", as_of=datetime.date(2026, 11, 22))
    canvas = blank(about, (100, 100), fonts_of(theme()))
    objects = Objects(canvas._doc)
    numbers = [objects.number() for _ in range(count)]
    for number in numbers:
        objects.add(number, f"<</Said ({number})>>")
    objects.add_page((100, 100), [objects.add_stream(["q", "Q"])], [])
    with pikepdf.open(BytesIO(canvas._doc.GetPDFData(canvas))) as pdf:
        assert [int(str(pdf.get_object(number, 0).Said)) for number in numbers] == numbers
        assert pdf.pages[0].Contents[0].read_bytes().split() == [b"q", b"Q"]
        packed = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Type") == Name.ObjStm]
        assert sum(int(one.N) for one in packed) == count
        assert all(int(one.N) for one in packed)
