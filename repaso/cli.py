"""The command `build`: the group of all commands."""

from importlib import import_module
from typing import Any

import click

from repaso import __version__
from repaso.commands.build import build_everything
from repaso.commands.shared import choice_of, options_of, with_options, with_papers

_COMMANDS = {
    "cards": "cards",
    "check": "build",
    "coverage": "tables",
    "diff": "release",
    "glossary": "tables",
    "push": "release",
    "rehearse": "release",
    "release": "release",
    "schema": "tables",
}
"""The module in repaso/commands of each command."""


class _Commands(click.Group):
    """Commands whose modules are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the alphabet."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"repaso.commands.{_COMMANDS[cmd_name]}"), f"{cmd_name}_command")
        return command


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  build                           everything, into dist/
  build --strict                  the same, but a warning fails
  build --lead es --theme mono    the deck, and of the papers only these
  build check --format github     all faults, and nothing is written
  build cards --section 1.3       cut-out cards of one section
  build coverage                  what covers what, as a table
  build coverage --manual FILE    the outline against the manual's own text
  build schema                    the JSON Schema of a source

Exit codes: 0 fine, 1 faults in the source or a disk that refuses, 2 wrong usage, 3 a bug of ours, 130 stopped.""",
)
@with_options
@with_papers
@click.version_option(__version__, prog_name="repaso")
@click.pass_context
def cli(context: click.Context, /, **values: Any) -> None:
    """Turn study notes into an Anki deck, a printed sheet and a proof of coverage.

    Without a command, everything is built. Nothing is written unless all of it could be.
    """
    choice = choice_of(values)
    if context.invoked_subcommand is None:
        build_everything(options_of(values), choice, words=context.obj)
    else:  # an option before the command means the same as after it
        context.default_map = dict.fromkeys(_COMMANDS, values)
