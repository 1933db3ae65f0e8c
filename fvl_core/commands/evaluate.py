"""`evaluate`: a model's figures on a catalogue whose truth is known."""

from __future__ import annotations

import click

from fvl_core.commands.cirr import cirr
from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.fashioniq import fashioniq
from fvl_core.commands.figures_table import deliver
from fvl_core.commands.klip import klip
from fvl_core.commands.options import json_file, load_named_model, model_options, split_list
from fvl_core.commands.outfits import outfits
from fvl_core.commands.progress import progress_bar
from fvl_core.commands.retrieval import retrieval
from fvl_core.commands.triplets import triplets


@click.group(
    epilog=f"""\b
Examples:
  {PROGRAM} evaluate classification demo --attribute category
  {PROGRAM} evaluate retrieval demo --model openfashionclip --json report.json
  {PROGRAM} evaluate triplets demo --composer combiner
  {PROGRAM} evaluate fashioniq fashionIQ_dataset --composer weighted
"""
)
def command() -> None:
    """Measure a model on a catalogue whose truth is known."""


@command.command(
    "classification",
    epilog=f"""\b
Examples:
  {PROGRAM} evaluate classification demo --attribute category
  {PROGRAM} evaluate classification demo --protocol fashionclip --model fashionclip
  {PROGRAM} evaluate classification demo --attribute colour --template "a {{}} garment" --json report.json

The report has every item's answer, every class, the confusion matrix, and 95 % intervals.
""",
)
@click.argument("catalogue_name", metavar="CATALOGUE")
@click.option("--attribute", default="category", show_default=True, help="The truth to ask for.")
@click.option("--labels", help="The closed set, with commas; by default every value that occurs.")
@click.option(
    "--template", "templates", multiple=True, help='Words round a label, with "{}"; may be repeated.'
)
@click.option(
    "--protocol", default="zero-shot", show_default=True, help="The rules: zero-shot or fashionclip."
)
@click.option("--as-published", is_flag=True, help="Label as the fashion-clip package does.  [fashionclip]")
@model_options
@json_file
def classification(
    *,
    catalogue_name: str,
    attribute: str,
    labels: str | None,
    templates: tuple[str, ...],
    protocol: str,
    as_published: bool,
    model_name: str,
    device: str,
    precision: str,
    json_path: str | None,
) -> None:
    """Measure zero-shot labels against an attribute."""
    from fvl_core.catalogues.loading import load_catalogue
    from fvl_core.tasks.classification import evaluate_classification

    catalogue = load_catalogue(catalogue_name)
    model = load_named_model(model_name, device, precision)
    with progress_bar(f"Encoding {catalogue.name}") as advance:
        report = evaluate_classification(
            catalogue,
            model,
            attribute,
            labels=split_list(labels) if labels is not None else None,
            templates=templates or None,
            protocol=protocol,
            as_published=as_published,
            on_progress=advance,
        )
    deliver(report, json_path)


for _verb in (retrieval, klip, triplets, fashioniq, cirr, outfits):
    command.add_command(_verb)
