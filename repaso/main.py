"""The program `build`: it imports its commands only if there is something to do."""

import gc
import os
import sys
from pathlib import Path
from typing import NoReturn

from repaso import stamps

REFUSED, BUG, STOPPED = 1, 3, 130  # 130: as a shell tells Ctrl-C


def program() -> NoReturn:
    """`main`, and an end at once: to take the memory apart, object by object, takes a twentieth of a build."""
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  (open to the end)
    sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere  # None, if it was closed
    code = 0
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        code = end.code
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # it cannot be written, which Python itself tells
        sys.exit(code)
    os._exit(code)


def main() -> None:
    """Run the command. Whatever escapes it is a bug of ours, or refused by the system, and told in one line."""
    gc.disable()  # what is read is kept to the end, so the collector would walk a growing heap for nothing
    words = sys.argv[1:]
    try:
        if (told := stamps.unchanged(words)) is not None:
            sys.stderr.write(told.err)
            sys.stdout.write(told.out)
            return
        sys.exit(_run(words))
    except KeyboardInterrupt:
        sys.stderr.write("stopped; what was built before is as it was\n")
        sys.exit(STOPPED)


def _run(words: list[str]) -> int:
    """The exit code of the command."""
    import click  # noqa: PLC0415  (it takes three times as long as to see that nothing has changed)

    from repaso.cli import cli  # noqa: PLC0415

    try:
        return cli.main(words, prog_name="build", standalone_mode=False, obj=words) or 0
    except click.ClickException as fault:
        fault.show()
        return fault.exit_code
    except click.Abort:  # click's name for Ctrl-C
        raise KeyboardInterrupt from None
    except Exception as bug:
        if "--debug" in words:
            raise
        if isinstance(bug, OSError) and bug.strerror:  # a full disk, or where this is told is full
            where = f"{bug.filename}: " if bug.filename else ""
            click.echo(f"cannot go on: {where}{bug.strerror} (--debug shows where)", err=True)
            return REFUSED
        click.echo(f"a bug in repaso: {type(bug).__name__}: {bug} (--debug shows where; please report it)", err=True)
        return BUG
