"""`evaluate klip`: FashionKLIP's evaluation from its own files, with the data check that it lacks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.options import load_named_model, model_options
from fvl_core.commands.output import notice, print_table
from fvl_core.commands.progress import progress_bar
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.catalogues.klip_files import Key
    from fvl_core.models.base import VisionLanguageModel

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} evaluate klip --image-feats val.224.img_feat.jsonl --text-feats val_queries.txt_feat.jsonl \\
      --text-standard val_queries.jsonl --image-standard val_images.jsonl --out scores
  {PROGRAM} evaluate klip --images val.224.npz --queries val_queries.jsonl --model fashionklip \\
      --text-standard val_queries.jsonl --image-standard val_images.jsonl --out scores

Writes into --out: text_predictions.jsonl, image_predictions.jsonl, text_scores.json, image_scores.json, and
the features where they are extracted. --as-published scores whatever comes, as the published code does.
"""
)
@click.option("--image-feats", type=_FILE, help="Features of pictures (.jsonl) …")
@click.option("--text-feats", type=_FILE, help="… and of texts (.jsonl).")
@click.option("--images", type=_FILE, help="Or pictures (.npz) …")
@click.option("--queries", type=_FILE, help="… and queries (.jsonl), which the model encodes.")
@click.option("--text-standard", type=_FILE, required=True, help="Right pictures of each query (.jsonl).")
@click.option("--image-standard", type=_FILE, required=True, help="Right queries of each picture (.jsonl).")
@click.option("--top-k", type=click.IntRange(1), default=10, show_default=True, help="Predictions per query.")
@click.option("--ids-as-text", is_flag=True, help='Take 7 and "7" for one id.')
@click.option(
    "--truncate",
    type=click.Choice(["keep_eot", "klip"]),
    help='How too long texts are cut; "klip" gives them all one vector, as the published code.',
)
@click.option("--as-published", is_flag=True, help="Check nothing; write the failure form, and end well.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for all."
)
@model_options
def klip(
    *,
    image_feats: Path | None,
    text_feats: Path | None,
    images: Path | None,
    queries: Path | None,
    text_standard: Path,
    image_standard: Path,
    top_k: int,
    ids_as_text: bool,
    truncate: str | None,
    as_published: bool,
    out: Path,
    model_name: str,
    device: str,
    precision: str,
) -> None:
    """Score features by FashionKLIP's rules, in both directions."""
    from fvl_core.catalogues.klip_files import (
        read_klip_answers,
        read_klip_features,
        write_klip_predictions,
    )
    from fvl_core.tasks.klip_evaluation import klip_failure, klip_predictions, score_klip, write_klip_json

    if (image_feats is None) == (images is None) or (text_feats is None) == (queries is None):
        raise click.UsageError("Give --image-feats or --images, and --text-feats or --queries.")
    if top_k < 10 and not as_published:
        raise click.UsageError("Fewer than 10 predictions would cap r10 without a word; see --as-published.")
    if truncate and not queries:
        raise click.UsageError("--truncate is for texts that are encoded here: give --queries.")
    if images or queries:
        model = load_named_model(model_name, device, precision, truncate=truncate)
        image_feats = image_feats or _extract_pictures(model, images, out)
        text_feats = text_feats or _extract_texts(model, queries, out)
    assert image_feats is not None
    assert text_feats is not None
    pictures, texts = read_klip_features(image_feats), read_klip_features(text_feats)
    sides: tuple[tuple[str, Key, Any, Any, Path], ...] = (
        ("text", "query_id", texts, pictures, text_standard),
        ("image", "image_id", pictures, texts, image_standard),
    )
    rows, broken = [], ""
    for name, key, asking, held, standard in sides:
        predictions = klip_predictions(asking, held, top_k=top_k)
        write_klip_predictions(out / f"{name}_predictions.jsonl", predictions, key=key)
        try:
            told = score_klip(
                predictions,
                read_klip_answers(standard, key),
                ids_as_text=ids_as_text,
                as_published=as_published,
            )
        except InvalidInputError as error:
            broken, told = broken or f"{standard.name}: {error}", klip_failure(error.message)
        write_klip_json(out / f"{name}_scores.json", told)
        figures = [f"{told['scoreJson'].get(part, 0):.2f}" for part in ("score", "r1", "r5", "r10")]
        rows.append([f"{name} to {'image' if name == 'text' else 'text'}", *figures, str(len(predictions))])
    if broken:
        raise InvalidInputError(broken, remedy="The failure stands in the folder, too.")
    click.echo("FashionKLIP's protocol: full catalogue, hit-rates in percent, ties in file order")
    print_table(("direction", "mean recall", "r1", "r5", "r10", "n"), rows)


def _extract_pictures(model: VisionLanguageModel, images: Path | None, out: Path) -> Path:
    from fvl_core.tasks.klip_features import extract_klip_pictures

    assert images is not None
    target = out / f"{images.stem}.img_feat.jsonl"
    with progress_bar(f"Encoding {images.name}") as advance:
        extract_klip_pictures(model, images, target, on_progress=advance)
    notice(f"Wrote {target}")
    return target


def _extract_texts(model: VisionLanguageModel, queries: Path | None, out: Path) -> Path:
    from fvl_core.tasks.klip_features import extract_klip_texts

    assert queries is not None
    target = out / f"{queries.stem}.txt_feat.jsonl"
    extract_klip_texts(model, queries, target)
    notice(f"Wrote {target}")
    return target
