"""`fetch`: the only verb that reaches the network."""

from __future__ import annotations

from pathlib import Path

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.progress import progress_bar


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} fetch openfashionclip
  {PROGRAM} fetch laion/CLIP-ViT-B-32-laion2B-s34B-b79K
  {PROGRAM} fetch fashionklip --from pai-clip-commercial-base-en.tgz

Files go to FVL_CACHE_DIR (else the user's cache folder). A stopped download goes on where it was.
"""
)
@click.argument("name")
@click.option(
    "--from",
    "source",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file of weights, or an archive with it, that you downloaded yourself.",
)
def command(*, name: str, source: Path | None) -> None:
    """Download a model, once."""
    from fvl_core.models.fetching import fetch_model
    from fvl_core.models.installing import install_model

    with progress_bar(f"Fetching {name}", unit="B") as advance:
        if source is None:
            path = fetch_model(name, on_progress=advance)
        else:
            path = install_model(name, source, on_progress=advance)
    click.echo(f"{name} is ready at {path}")
