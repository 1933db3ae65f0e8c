"""`index`: encode a folder of pictures and list it in the studio."""

from __future__ import annotations

from pathlib import Path

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.options import load_named_model, model_options
from fvl_core.commands.output import notice, tell_left_out
from fvl_core.commands.progress import progress_bar
from fvl_core.foundation.errors import InvalidInputError


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} index ~/Pictures/shop
  {PROGRAM} index ~/Pictures/shop --name shop --model openfashionclip

Afterwards the folder is in the studio's sidebar, and `search --catalogue NAME` finds it. Files that cannot be
read are listed and left out; the verb fails only when not one picture is good. Run it again after adding
pictures, or after a stop: what is encoded already is not encoded again.
"""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--name", help="What to call it; the folder's own name by default.")
@model_options
def command(*, folder: Path, name: str | None, model_name: str, device: str, precision: str) -> None:
    """Make a folder of pictures searchable, and list it in the studio."""
    from fvl_core.catalogues.loading import load_catalogue, register_catalogue, require_name
    from fvl_core.embedding.pipeline import encode_catalogue

    folder = folder.expanduser().resolve()
    name = name or folder.name
    require_name(name)
    catalogue = load_catalogue(folder)
    model = load_named_model(model_name, device, precision)
    with progress_bar(f"Encoding {name}") as advance:
        report = encode_catalogue(catalogue, model, on_progress=advance)
    tell_left_out(report.failures)
    if not len(report.embeddings):
        raise InvalidInputError(
            f"Not one of {len(catalogue)} files in {folder} is a readable picture.",
            remedy="Put JPEG, PNG or WebP pictures there.",
        )
    register_catalogue(name, folder)
    click.echo(
        f"{name}: {len(report.embeddings)} pictures searchable with {model.name} "
        f"({report.n_encoded} encoded now, {report.n_cached} known before), {len(report.failures)} left out."
    )
    notice(f"Try: {PROGRAM} search --catalogue {name} --model {model_name} red dress")
