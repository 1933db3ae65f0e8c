"""`catalogue`: add and draw new ones; list, show and export those that are there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.options import json_flag, parse_where
from fvl_core.commands.output import notice, print_json, print_table, tell_left_out
from fvl_core.commands.progress import progress_bar
from fvl_core.commands.sources import Asked, brought, source_options

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue

MISSING = "(missing)"
corrected_flag = click.option(
    "--corrected", is_flag=True, help="With the corrections that the studio keeps for everyone."
)


@click.group(
    epilog=f"""\b
Examples:
  {PROGRAM} catalogue list
  {PROGRAM} catalogue show demo
  {PROGRAM} catalogue add products.csv --pictures photos.zip
  {PROGRAM} catalogue export demo demo.zip
  {PROGRAM} catalogue draw --size 500 --seed 7 drawn
"""
)
def command() -> None:
    """Add, draw, list, show and export catalogues."""


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
  {PROGRAM} catalogue show demo --corrected --json
""",
)
@click.argument("name")
@corrected_flag
@json_flag
def show(*, name: str, corrected: bool, as_json: bool) -> None:
    """Count a catalogue's items, by every value of every attribute, and those without it."""
    from fvl_core.catalogues.counts import count_attributes

    catalogue, n_corrected = _load(name, corrected=corrected)
    if as_json:
        print_json(_facts(catalogue, n_corrected))
        return
    click.echo(f"{catalogue.name}: {len(catalogue)} items, fingerprint {catalogue.fingerprint}")
    counts = count_attributes(catalogue)
    rows = [
        (each.attribute, value, str(count))
        for each in counts
        for value, count in (*each.values.items(), (MISSING, each.n_missing))
        if count
    ]
    if rows:
        print_table(("attribute", "value", "items"), rows)
    if n_corrected and not corrected:
        notice(f"{n_corrected} corrections are kept for everyone on this machine: --corrected applies them.")


@command.command(
    "export",
    epilog=f"""\b
Examples:
  {PROGRAM} catalogue export demo demo.csv
  {PROGRAM} catalogue export demo red.zip --where colour=red --corrected
  {PROGRAM} catalogue export demo copied && {PROGRAM} catalogue show ./copied

OUT.csv and OUT.parquet get the table, OUT.zip table and pictures, any other OUT is a new folder with the two.
""",
)
@click.argument("name")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--where", "-w", multiple=True, metavar="NAME=VALUE", help="Only these items; may be repeated.")
@corrected_flag
def export(*, name: str, out: Path, where: tuple[str, ...], corrected: bool) -> None:
    """Write a catalogue, or a part of it, to take away; `index` and `load_catalogue` read the folder."""
    from fvl_core.catalogues.exporting import export_catalogue

    catalogue, _ = _load(name, corrected=corrected)
    if wanted := parse_where(where):
        catalogue = catalogue.select(wanted)
    with progress_bar("Writing", unit="item") as advance:
        report = export_catalogue(catalogue, out, on_progress=advance)
    tell_left_out(report.without_picture)
    click.echo(f"Wrote {report.n_items} items to {report.path}")


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


def _load(name: str, *, corrected: bool) -> tuple[Catalogue, int]:
    """Return a catalogue, and how many of its items are corrected for everyone."""
    from fvl_core.catalogues.journal import CorrectionJournal, correct_catalogue
    from fvl_core.catalogues.loading import load_catalogue

    catalogue = load_catalogue(name)
    journal = CorrectionJournal.of(catalogue)
    n_corrected = len(journal.merged.keys() & set(catalogue.ids))
    return correct_catalogue(catalogue, journal) if corrected else catalogue, n_corrected


def _facts(catalogue: Catalogue, n_corrected: int) -> dict[str, object]:
    from fvl_core.catalogues.counts import count_attributes

    counts = count_attributes(catalogue)
    return {
        "name": catalogue.name,
        "n_items": len(catalogue),
        "fingerprint": catalogue.fingerprint,
        "source": catalogue.source,
        "licence": catalogue.licence,
        "n_corrected": n_corrected,
        "attributes": {each.attribute: dict(each.values) for each in counts},
        "missing": {each.attribute: each.n_missing for each in counts},
    }
