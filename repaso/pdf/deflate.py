"""How streams of a PDF are compressed: ours, and those that ReportLab writes."""

import zlib

_LEVEL = 2  # 9 would take four times as long for an eighth less


def deflated(data: str | bytes) -> bytes:
    """The data, or a text in Latin-1, compressed (RFC 1950). All texts of ReportLab's that come here are ASCII."""
    return zlib.compress(data.encode("latin-1") if isinstance(data, str) else data, _LEVEL)
