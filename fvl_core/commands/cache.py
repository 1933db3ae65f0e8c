"""`cache`: what it holds, by model and by catalogue, and clearing parts of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.options import json_flag
from fvl_core.commands.output import notice, print_json, print_table

if TYPE_CHECKING:
    from fvl_core.embedding.clearing import Cleared


@click.group(
    epilog=f"""\b
Examples:
  {PROGRAM} cache show
  {PROGRAM} cache clear --model fashionclip
  {PROGRAM} cache clear --downloads

FVL_CACHE_DIR names the folder. Vectors are made again when they are next needed; models are fetched again.
"""
)
def command() -> None:
    """Show what the cache holds, and clear parts of it."""


@command.command(
    "show",
    epilog=f"""\b
Examples:
  {PROGRAM} cache show
  {PROGRAM} cache show --json
""",
)
@json_flag
def show(*, as_json: bool) -> None:
    """Count bytes and entries, by model and by catalogue."""
    from fvl_core.embedding.storage import read_catalogue_shares, read_storage

    storage, shares = read_storage(), read_catalogue_shares()
    if as_json:
        print_json({**asdict(storage), "n_bytes": storage.n_bytes, "catalogues": shares})
        return
    click.echo(f"{storage.folder}: {_mb(storage.n_bytes)} MB")
    rows = [
        ("download", e.name, "" if e.complete else "unfinished", "", _mb(e.n_bytes))
        for e in storage.downloads
    ]
    rows += [("vectors", e.model, e.precision, f"{e.n_vectors}", _mb(e.n_bytes)) for e in storage.vectors]
    rows += [("other", name, "", "", _mb(size)) for name, size in storage.others.items()]
    if rows:
        print_table(("what", "name", "kind", "entries", "MB"), rows)
    if shares:
        click.echo()
        print_table(
            ("catalogue", "model", "precision", "pictures", "with a vector", "MB"),
            [
                (s.catalogue, s.model, s.precision, f"{s.n_items}", f"{s.n_known}", _mb(s.n_bytes))
                for s in shares
            ],
        )


@command.command(
    "clear",
    epilog=f"""\b
Examples:
  {PROGRAM} cache clear --model fvl-tiny
  {PROGRAM} cache clear --catalogue shop
  {PROGRAM} cache clear --catalogue shop --model fvl-tiny
  {PROGRAM} cache clear --downloads --model fashionclip

Pictures and catalogues are never deleted. A fetched model that some process has loaded stays, and so do the
vectors of pictures that another catalogue shows as well.
""",
)
@click.option(
    "--model", "-m", "model_name", metavar="MODEL", help="Its vectors (or, with --downloads, its files)."
)
@click.option("--catalogue", "-c", "catalogue_name", metavar="CATALOGUE", help="The vectors of its pictures.")
@click.option("--downloads", is_flag=True, help="Fetched models instead of vectors.")
@click.option("--vectors", is_flag=True, help="All vectors, of all models and catalogues.")
def clear(*, model_name: str | None, catalogue_name: str | None, downloads: bool, vectors: bool) -> None:
    """Delete vectors or fetched models."""
    from fvl_core.embedding.clearing import clear_downloads, clear_vectors

    if downloads and (catalogue_name or vectors):
        raise click.UsageError("--downloads goes with --model or alone.")
    if not (model_name or catalogue_name or downloads or vectors):
        raise click.UsageError("Say what to clear: --model, --catalogue, --downloads or --vectors.")
    if downloads:
        _tell(clear_downloads(model_name), "downloads")
    else:
        _tell(clear_vectors(model=model_name, catalogue=catalogue_name), "vectors")


def _tell(done: Cleared, what: str) -> None:
    for sentence in done.kept:
        notice(sentence)
    click.echo(f"Cleared {done.n_entries} {what}, {_mb(done.n_bytes)} MB.")


def _mb(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:.1f}"
