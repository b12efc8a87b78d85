"""Text → the modules of its QR code."""

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

import reportlab


@cache
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of a QR code of a text, row by row, dark or not; it survives the loss of 15 % (level M)."""
    encoder = _encoder()
    code = encoder.QRCode(None, encoder.QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    return tuple(tuple(map(bool, row)) for row in code.modules)


def _encoder() -> Any:
    """ReportLab's encoder, a module that needs no other.

    It is loaded by its place, for the package that it lies in imports all of ReportLab's bar codes and platypus, which
    takes thirty times as long and a twentieth of a usual build.
    """
    path = Path(reportlab.__file__).with_name("graphics") / "barcode" / "qrencoder.py"
    spec = importlib.util.spec_from_file_location("qrencoder", path)
    assert spec is not None, path
    assert spec.loader is not None, path
    encoder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(encoder)
    return encoder
