"""`compare`: two to four models on the same items, and whether one is better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from fvl_core.commands.contenders import contender_options, measure_all, tell, verdict_facts
from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.options import json_file, split_list
from fvl_core.commands.output import decimals, print_table, write_json

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.compare.labels import LabelComparison
    from fvl_core.tasks.compare.retrieval import RetrievalComparison
    from fvl_core.tasks.report import Report

SHOWN_K = (1, 5, 10, 50)


@click.group(
    epilog=f"""\b
Examples:
  {PROGRAM} compare labels demo -m fvl-tiny -m fashionclip --attribute category
  {PROGRAM} compare retrieval demo -m fvl-tiny -m openfashionclip -m fashionclip --json report.json
"""
)
def command() -> None:
    """Compare two to four models on the same items."""


@command.command(
    "labels",
    epilog=f"""\b
Examples:
  {PROGRAM} compare labels demo -m fvl-tiny -m fashionclip
  {PROGRAM} compare labels demo -m fvl-tiny -m fashionclip --attribute colour --json report.json

"Better" is said only when the paired bootstrap interval leaves out 0, after Holm where several pairs are
compared; McNemar's exact test stands beside it.
""",
)
@click.argument("catalogue_name", metavar="CATALOGUE")
@click.option("--attribute", default="category", show_default=True, help="The truth to ask for.")
@click.option("--labels", help="The closed set, with commas; by default every value that occurs.")
@click.option(
    "--template", "templates", multiple=True, help="Words round a label for all models; may be repeated."
)
@click.option(
    "--measure",
    type=click.Choice(["accuracy", "macro_f1"]),
    default="accuracy",
    show_default=True,
    help="What decides.",
)
@contender_options
@json_file
def labels(
    *,
    catalogue_name: str,
    attribute: str,
    labels: str | None,
    templates: tuple[str, ...],
    measure: str,
    model_names: tuple[str, ...],
    device: str,
    precision: str,
    cost: bool,
    json_path: str | None,
) -> None:
    """Compare zero-shot labels against an attribute."""
    from fvl_core.tasks.classification import evaluate_classification
    from fvl_core.tasks.compare.labels import compare_labels

    def measured(catalogue: Catalogue, model: VisionLanguageModel, advance: OnProgress) -> Report:
        return evaluate_classification(
            catalogue,
            model,
            attribute,
            labels=split_list(labels) if labels is not None else None,
            templates=templates or None,
            on_progress=advance,
        )

    reports, costs = measure_all(catalogue_name, model_names, device, precision, cost, measured)
    found = compare_labels(reports, measure=measure)
    if json_path is not None:
        write_json({**_label_facts(found, reports), "costs": costs}, json_path)
    if json_path == "-":
        return
    click.echo(f"{attribute} of {catalogue_name}, n = {len(found.truth):,}, {len(found.labels)} labels")
    rows = [
        (name, figure.measure, decimals(figure.value), decimals(figure.low), decimals(figure.high))
        for name in found.names
        for figure in found.figures[name]
    ]
    print_table(("model", "measure", "value", "95 % from", "to"), rows)
    pairs = [
        (
            p.a,
            p.b,
            *map(decimals, (p.agreement, p.kappa)),
            *_sizes(p.both_right, p.only_a, p.only_b, p.both_wrong),
        )
        for p in found.pairs
    ]
    click.echo()
    headers = ("A", "B", "agree", "kappa", "both right", "only A", "only B", "both wrong")
    print_table(headers, pairs)
    tell(found.verdicts, costs)


@command.command(
    "retrieval",
    epilog=f"""\b
Examples:
  {PROGRAM} compare retrieval demo -m fvl-tiny -m fashionclip
  {PROGRAM} compare retrieval demo -m fvl-tiny -m fashionclip --field title -k 1 --json report.json
""",
)
@click.argument("catalogue_name", metavar="CATALOGUE")
@click.option("--field", default="caption", show_default=True, help="caption, title, or an attribute.")
@click.option("-k", type=click.IntRange(1), default=10, show_default=True, help="Recall@k decides.")
@contender_options
@json_file
def retrieval(
    *,
    catalogue_name: str,
    field: str,
    k: int,
    model_names: tuple[str, ...],
    device: str,
    precision: str,
    cost: bool,
    json_path: str | None,
) -> None:
    """Compare how well items' own words find them."""
    from fvl_core.tasks.compare.retrieval import compare_retrieval
    from fvl_core.tasks.retrieval import evaluate_retrieval

    def measured(catalogue: Catalogue, model: VisionLanguageModel, advance: OnProgress) -> Report:
        return evaluate_retrieval(catalogue, model, field=field, on_progress=advance)

    reports, costs = measure_all(catalogue_name, model_names, device, precision, cost, measured)
    found = compare_retrieval(reports, k=k)
    if json_path is not None:
        write_json({**_retrieval_facts(found, reports), "costs": costs}, json_path)
    if json_path == "-":
        return
    n = len(found.item_ids)
    click.echo(f"{field} of {catalogue_name}, n = {n:,} queries, {found.n_candidates:,} candidates")
    rows = [
        (name, f"recall@{point.k}", *map(decimals, (point.recall, point.low, point.high, point.chance)))
        for name in found.names
        for point in found.curves[name]
        if point.k in (*SHOWN_K, k)
    ]
    print_table(("model", "measure", "value", "95 % from", "to", "chance"), rows)
    pairs = [
        (p.a, p.b, *_sizes(p.both, p.only_a, p.only_b, p.neither), str(p.n_a_higher), str(p.n_b_higher))
        for p in found.pairs
    ]
    click.echo()
    headers = ("A", "B", "both found", "only A", "only B", "neither", "A higher", "B higher")
    print_table(headers, pairs)
    tell(found.verdicts, costs)


def _sizes(*piles: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(len(pile)) for pile in piles)


def _label_facts(found: LabelComparison, reports: Mapping[str, Report]) -> dict[str, object]:
    answers = [
        {"item_id": item_id, "truth": found.truth.get(item_id), "answers": found.answers_to(item_id)}
        for item_id in found.ids
    ]
    pairs = [
        {
            **{name: getattr(pair, name) for name in ("a", "b", "agreement", "kappa", "counts")},
            **{name: getattr(pair, name) for name in ("both_right", "only_a", "only_b", "both_wrong")},
        }
        for pair in found.pairs
    ]
    return {
        "task": "labels",
        "labels": found.labels,
        "models": {name: report.facts for name, report in reports.items()},
        "figures": found.figures,
        "pairs": pairs,
        "verdicts": [verdict_facts(verdict) for verdict in found.verdicts],
        "answers": answers,
    }


def _retrieval_facts(found: RetrievalComparison, reports: Mapping[str, Report]) -> dict[str, object]:
    return {
        "task": "retrieval",
        "measure": found.measure,
        "n_candidates": found.n_candidates,
        "models": {name: report.facts for name, report in reports.items()},
        "curves": found.curves,
        "histogram": found.histogram,
        "pairs": found.pairs,
        "verdicts": [verdict_facts(verdict) for verdict in found.verdicts],
        "queries": [
            {"item_id": item_id, "query": query, "ranks": {n: found.ranks[n][place] for n in found.names}}
            for place, (item_id, query) in enumerate(zip(found.item_ids, found.queries, strict=True))
        ],
    }
