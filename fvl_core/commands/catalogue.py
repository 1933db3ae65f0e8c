"""`catalogue`: add and draw new ones, list and show those that are there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.options import json_flag
from fvl_core.commands.output import print_json, print_table
from fvl_core.commands.progress import progress_bar
from fvl_core.commands.sources import Asked, brought, source_options

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue


@click.group(
    epilog=f"""\b
Examples:
  {PROGRAM} catalogue list
  {PROGRAM} catalogue show demo
  {PROGRAM} catalogue add products.csv --pictures photos.zip
  {PROGRAM} catalogue draw --size 500 --seed 7 drawn
"""
)
def command() -> None:
    """Add, draw, list and show catalogues."""


@command.command(
    "add",
    epilog=f"""\b
Examples:
  {PROGRAM} catalogue add shop.zip
  {PROGRAM} catalogue add products.csv --pictures ~/Pictures/shop --caption-column text
  {PROGRAM} catalogue add catalogue.json --name winter

As `index`, but without encoding: what is there is said, and the pictures are read when they are first needed.
""",
)
@source_options
def add(*, source: Path, name: str | None, **asked: Any) -> None:
    """List a folder, a zip archive or a table with pictures in the studio."""
    from fvl_core.catalogues.loading import load_catalogue

    with brought(source, name, Asked(**asked)) as (name, folder):
        catalogue = load_catalogue(folder, name=name)
    click.echo(
        f"{name}: {len(catalogue)} items, attributes: {', '.join(catalogue.attribute_names) or 'none'}"
    )


@command.command(
    "list",
    epilog=f"""\b
Example:
  {PROGRAM} catalogue list

More come from `index` and `catalogue add`.
""",
)
@json_flag
def list_names(*, as_json: bool) -> None:
    """List the catalogues that the studio knows by name."""
    from fvl_core.catalogues.loading import list_catalogues

    names = list_catalogues()
    if as_json:
        print_json(names)
        return
    for name in names:
        click.echo(name)


@command.command(
    "show",
    epilog=f"""\b
Examples:
  {PROGRAM} catalogue show demo
  {PROGRAM} catalogue show demo --json
""",
)
@click.argument("name")
@json_flag
def show(*, name: str, as_json: bool) -> None:
    """Count a catalogue's items, by every value of every attribute."""
    from fvl_core.catalogues.loading import load_catalogue

    catalogue = load_catalogue(name)
    if as_json:
        print_json(_facts(catalogue))
        return
    click.echo(f"{catalogue.name}: {len(catalogue)} items, fingerprint {catalogue.fingerprint}")
    rows = [
        (attribute, value, str(count))
        for attribute in catalogue.attribute_names
        for value, count in _commonest_first(catalogue, attribute).items()
    ]
    if rows:
        print_table(("attribute", "value", "items"), rows)


@command.command(
    "draw",
    epilog=f"""\b
Examples:
  {PROGRAM} catalogue draw --size 500 --seed 7 drawn
  {PROGRAM} evaluate retrieval drawn
  {PROGRAM} evaluate triplets drawn

OUT gets items.csv (what is true of each garment), images/, and triplets.jsonl (edits, their right answers).
""",
)
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--size", type=click.IntRange(1), default=1000, show_default=True, help="How many garments.")
@click.option("--seed", type=int, default=0, show_default=True, help="Same seed and size, same bytes.")
def draw(*, out: Path, size: int, seed: int) -> None:
    """Draw garments with known attributes into a new folder, on all cores."""
    from fvl_core.catalogues.draw import draw_catalogue

    with progress_bar("Drawing", unit="garment") as advance:
        draw_catalogue(out, size=size, seed=seed, on_progress=advance)
    click.echo(f"Drew {size} garments into {out}")


def _facts(catalogue: Catalogue) -> dict[str, object]:
    return {
        "name": catalogue.name,
        "n_items": len(catalogue),
        "fingerprint": catalogue.fingerprint,
        "source": catalogue.source,
        "licence": catalogue.licence,
        "attributes": {name: _commonest_first(catalogue, name) for name in catalogue.attribute_names},
    }


def _commonest_first(catalogue: Catalogue, attribute: str) -> dict[str, int]:
    return dict(sorted(catalogue.values(attribute).items(), key=lambda entry: -entry[1]))
