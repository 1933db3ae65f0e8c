"""`python -m fvl_core`: the verbs, and what their failures look like."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from fvl_core.foundation.errors import FvlError
from fvl_core.foundation.settings import trace_enabled

PROGRAM = "python -m fvl_core"

VERBS = {
    "models": "List the models, and which of them are on this machine.",
    "inspect": "Say what a checkpoint file or model folder holds.",
    "fetch": "Download a model, once.",
    "index": "Make pictures (a folder, a zip, a table) searchable in the studio.",
    "search": "Search a catalogue by words, by picture, or by any number of both, liked and disliked.",
    "classify": "Give pictures the likeliest of some labels, without training.",
    "outfits": "Find what completes an outfit.",
    "evaluate": "Measure a model on a catalogue whose truth is known.",
    "compare": "Compare two to four models on the same items.",
    "train": "Train a model of our own, or a composer for one.",
    "bench": "Time models and indexes on this machine.",
    "catalogue": "Add, draw, list, show and export catalogues.",
    "cache": "Show what the cache holds, and clear parts of it.",
}
"""Every verb with its one line of help; a verb's module is imported when it is called."""


class Studio(click.Group):
    """Find verbs by name, and end every failure in one line on stderr and an exit status.

    0 is success, 1 a failure that says what to do, 2 a wrong call, 130 a stop by Ctrl-C. `FVL_TRACE=1`
    shows the traceback as well.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order in which people meet them."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a verb's module."""
        del ctx
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"fvl_core.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))

    def main(self, args: Sequence[str] | None = None, *_: Any, **__: Any) -> NoReturn:
        """Run one verb and leave with its exit status."""
        # A file's name may hold bytes that are no text: they are written as escapes, not as an error.
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        try:
            status = super().main(args, prog_name=PROGRAM, standalone_mode=False)
        except Exception as error:  # whatever it is, a person gets one line; FVL_TRACE=1 shows the rest
            if trace_enabled() and not isinstance(error, click.ClickException | click.Abort):
                raise
            status = _tell(error)
        sys.exit(status if isinstance(status, int) else 0)


@click.group(
    cls=Studio,
    subcommand_metavar="VERB ...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog=f"""\b
Examples:
  {PROGRAM} search "red dress with long sleeves"
  {PROGRAM} index ~/Pictures/shop --name shop
  {PROGRAM} classify shirt.jpg --labels "shirt,skirt,shoes"

FVL_CACHE_DIR names the folder for downloads and vectors; FVL_TRACE=1 prints the milliseconds of every stage.
""",
)
def cli() -> None:
    """Put any fashion vision-language model to work on any catalogue."""


def _tell(error: Exception) -> int:
    """Print an error in one line and return its exit status."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return error.exit_code
    message, status = _describe(error)
    click.echo(message, err=True)
    return status


def _describe(error: Exception) -> tuple[str, int]:
    if isinstance(error, click.Abort):
        return "Stopped. What is finished is kept.", 130
    if isinstance(error, click.UsageError):
        verb = error.ctx.command_path if error.ctx else PROGRAM
        return f"Error: {_one_line(error.format_message())} See: {verb} --help", error.exit_code
    if isinstance(error, click.ClickException):
        return f"Error: {_one_line(error.format_message())}", error.exit_code
    if isinstance(error, FvlError):
        return f"Error: {_one_line(str(error))}", 1
    if isinstance(error, OSError) and error.strerror:
        return f"Error: {error.strerror}{f': {error.filename}' if error.filename else ''}", 1
    kind = type(error).__name__
    return f"Error: {kind}: {_one_line(str(error))} (FVL_TRACE=1 shows where; please report it.)", 1


def _one_line(text: str) -> str:
    return " ".join(text.split())
