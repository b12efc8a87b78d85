"""Text → the modules of its QR code."""

import importlib.util
import re
from collections.abc import Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import reportlab

_RUN = re.compile(rb"\x00{5,}|\x01{5,}")
_FINDER = bytes([1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0])  # what a scanner looks for in the corners


@cache
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of a QR code of a text, row by row, dark or not; it survives the loss of 15 % (level M)."""
    encoder = _encoder()
    encoder.QRUtil.getLostPoint = lambda code: penalty(code.modules)
    code = encoder.QRCode(None, encoder.QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    return tuple(tuple(map(bool, row)) for row in code.modules)


def penalty(modules: Sequence[Sequence[bool]]) -> int:
    """How hard to scan a code is: of its eight masks, the one that makes this least is chosen.

    It is what ReportLab's encoder itself counts (as ISO/IEC 18004 has it, but that it looks for finders in rows alone,
    and not at their very end), in a fraction of the time, which is longer there than all the rest of a code takes.
    """
    size = len(modules)
    rows, columns = list(map(bytes, modules)), map(bytes, zip(*modules, strict=True))
    runs = sum(len(run) - 2 for run in _RUN.findall(b"\2".join(chain(rows, columns))))
    finders = b"\2".join(row[:-1] for row in rows).count(_FINDER)
    # As one number, a byte a module: where it differs from what is on its left, and above.
    whole = int.from_bytes(b"".join(rows))
    left, above = whole ^ whole >> 8, whole ^ whole >> 8 * size
    inner = int.from_bytes((b"\0" + b"\1" * (size - 1)) * (size - 1))
    squares = (size - 1) ** 2 - ((left | above | left >> 8 * size) & inner).bit_count()
    dark = whole.bit_count()
    return runs + 3 * squares + 40 * finders + 10 * (abs(100 * dark // size**2 - 50) // 5)


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
