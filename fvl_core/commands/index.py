"""`index`: encode pictures (a folder, a zip, a table with pictures) and list them in the studio."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.options import load_named_model, model_options
from fvl_core.commands.output import notice, tell_left_out
from fvl_core.commands.progress import progress_bar
from fvl_core.commands.sources import Asked, brought, source_options
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import VisionLanguageModel


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} index ~/Pictures/shop
  {PROGRAM} index ~/Pictures/shop --name shop --model openfashionclip
  {PROGRAM} index shop.zip
  {PROGRAM} index products.csv --pictures ~/Pictures/shop --image-column file --attribute colour
  {PROGRAM} index catalogue.json
  {PROGRAM} index data/train-00000-of-00002.parquet
  {PROGRAM} index images --model RN50x4.pt --features fashionIQ_val_dress_index_features.pt

SOURCE is a folder (sub-folders become labels), a zip archive, or a table (.csv, .tsv, .parquet, .json with a
list of objects, .jsonl) whose column `image` names pictures beside it or in --pictures. A Parquet table may
hold the pictures themselves, as Hugging Face's datasets do; all its parts are read. Afterwards it is in the
studio's sidebar, and `search --catalogue NAME` finds it. Files that cannot be read are listed and left
out; the verb fails only when not one picture is good. Run it again after adding pictures, or after a stop:
what is encoded already is not encoded again. --features takes features that CLIP4CirDemo computed, after
checking a few against the model.
"""
)
@source_options
@click.option(
    "--features",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CLIP4CirDemo's NAME_index_features.pt, NAME_index_names.pkl beside it.",
)
@model_options
def command(
    *,
    source: Path,
    name: str | None,
    features: Path | None,
    model_name: str,
    device: str,
    precision: str,
    **asked: Any,
) -> None:
    """Make pictures (a folder, a zip, a table) searchable in the studio."""
    from fvl_core.catalogues.loading import load_catalogue
    from fvl_core.embedding.pipeline import encode_catalogue

    with brought(source, name, Asked(**asked)) as (name, folder):
        catalogue = load_catalogue(folder, name=name)
        model = load_named_model(model_name, device, precision)
        if features is not None:
            _import(catalogue, model, features)
        with progress_bar(f"Encoding {name}") as advance:
            report = encode_catalogue(catalogue, model, on_progress=advance)
        tell_left_out(report.failures)
        if not len(report.embeddings):
            raise InvalidInputError(
                f"Not one of {len(catalogue)} files in {source} is a readable picture.",
                remedy="Put JPEG, PNG or WebP pictures there.",
            )
    click.echo(
        f"{name}: {len(report.embeddings)} pictures searchable with {model.name} "
        f"({report.n_encoded} encoded now, {report.n_cached} known before), {len(report.failures)} left out."
    )
    notice(
        f"Try: {PROGRAM} search --catalogue {shlex.quote(name)} --model {shlex.quote(model_name)} red dress"
    )


def _import(catalogue: Catalogue, model: VisionLanguageModel, path: Path) -> None:
    from fvl_core.embedding.precomputed import import_features, read_index_features

    report = import_features(catalogue, model, read_index_features(path))
    notice(
        f"{report.n_imported:,} pictures known from {path.name} (checked: cosine {report.cosine:.4f}); it "
        f"lacks {report.n_without_features:,}, and names {report.n_without_picture:,} that are not here."
    )
