"""Characters that the typeface lacks: they would print as boxes, or as nothing."""

from collections.abc import Iterable, Iterator

from repaso.diagnostics import Diagnostic, Span, error
from repaso.pdf.fonts import Fonts


def missing_glyphs(texts: Iterable[tuple[Span, str, str]], fonts: Fonts) -> Iterator[Diagnostic]:
    """A fault for each such character of each text; a text comes as where it is written, whose it is, what it says."""
    for span, where, text in texts:
        for char in fonts.missing(text):
            message = f"the sheet's typeface has no '{char}' (U+{ord(char):04X}), used in {where}"
            yield error(span, "missing-glyph", message, "write it in other signs, at least in a 'sheet' text")
