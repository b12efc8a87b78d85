"""An environment of its own for any version of Anki, made once and kept in the user's cache."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from repaso.diagnostics import Diagnostic, Span, error

_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*([a-z]+[0-9]+)?")


def python_with(version: str) -> tuple[Path | None, tuple[Diagnostic, ...]]:
    """The Python of an environment that has this version of the wheel `anki`, and nothing else.

    It is made at the first call, which takes some seconds and the network. An environment gets its name by one
    rename, after all of it is there: so no one meets half of one, and of two that make it at once one wins.

    Args:
      version: as PyPI names it, such as 2.1.66 or 24.11.

    Returns:
      the interpreter; or None, and why there is none.
    """
    if not _VERSION.fullmatch(version):
        fault = error(Span(version or "anki", 1, 1), "no-anki", f"'{version}' is no version of Anki", "such as 24.11")
        return None, (fault,)
    folder = _cache() / f"anki-{version}-py{sys.version_info.major}.{sys.version_info.minor}"
    try:
        reason = "" if _python(folder).exists() else _make(folder, version)
    except OSError as fault:
        reason = f"{fault.strerror}: {folder.as_posix()}"
    if not reason:
        return _python(folder), ()
    hint = f"does {version} exist on PyPI, with a wheel for this system, and is the network there?"
    return None, (error(Span(folder.as_posix(), 1, 1), "no-anki", f"cannot install Anki {version}: {reason}", hint),)


def _make(folder: Path, version: str) -> str:
    """Make the environment, unless another has been faster; what went wrong, in the installer's last words."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.", ignore_cleanup_errors=True) as name:
        made = Path(name) / "env"
        pip = [str(_python(made)), "-m", "pip", "--quiet", "--disable-pip-version-check"]
        for command in ([sys.executable, "-m", "venv", str(made)], [*pip, "install", f"anki=={version}"]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (ours)
            if done.returncode:
                said = done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}"
                return said.splitlines()[-1]
        try:
            made.rename(folder)
        except OSError:
            if not _python(folder).exists():
                raise
    return ""


def _cache() -> Path:
    """Where this user's programs keep what they can make again (XDG Base Directory Specification)."""
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (named if named.is_absolute() else Path.home() / ".cache") / "repaso"


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
