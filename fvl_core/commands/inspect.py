"""`inspect`: what a checkpoint holds, without running it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.options import json_flag
from fvl_core.commands.output import print_json

if TYPE_CHECKING:
    from fvl_core.models.inspection import CheckpointReport


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} inspect downloads/finetuned_clip.pt
  {PROGRAM} inspect my-clip-folder --json

Nothing in the file is executed. A file that is no checkpoint, or is cut off, is an error; one that holds
something the studio does not know is described.
"""
)
@click.argument("file")
@json_flag
def command(*, file: str, as_json: bool) -> None:
    """Say what a checkpoint file or model folder holds."""
    from fvl_core.models.inspection import inspect_checkpoint

    report = inspect_checkpoint(file)
    if as_json:
        print_json(report)
        return
    click.echo(report.sentence)
    for name, value in _facts(report):
        click.echo(f"  {name:14s} {value}")
    for warning in report.warnings:
        click.echo(f"Mind: {warning}")


def _facts(report: CheckpointReport) -> list[tuple[str, str]]:
    facts = {
        "family": report.family or "unknown",
        "architecture": report.architecture,
        "dimensions": str(report.dim or ""),
        "parameters": f"{report.n_parameters:,}" if report.n_parameters else "",
        "picture size": str(report.image_size or ""),
        "token limit": str(report.context_length or ""),
        "present": ", ".join(report.present),
        "missing": ", ".join(report.missing),
        "load it with": report.loader or "nothing here can load it",
    }
    return [(name, value) for name, value in facts.items() if value]
