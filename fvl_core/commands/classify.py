"""`classify`: the likeliest of some labels for each picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.options import catalogue_option, json_flag, load_named_model, model_options, split_list
from fvl_core.commands.output import print_json, print_table, tell_left_out
from fvl_core.commands.own_labels import AT_ONCE, answer_by_head, open_all
from fvl_core.commands.progress import progress_bar
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError

if TYPE_CHECKING:
    import numpy as np

    from fvl_core.tasks.zero_shot import ZeroShotClassifier


@dataclass(frozen=True, eq=False)
class Answer:
    """Hold what the model says of one picture: (L,) probabilities and cosines, in the order of the labels."""

    path: str
    probabilities: np.ndarray
    cosines: np.ndarray

    def best_first(self) -> list[int]:
        """Return the places of the labels, the likeliest first; of equals the earlier."""
        order = (-self.probabilities).argsort(kind="stable")
        return [int(place) for place in order]


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} classify shirt.jpg boots.png --labels "shirt,skirt,boots"
  {PROGRAM} classify *.jpg --attribute category --catalogue demo
  {PROGRAM} classify shirt.jpg --labels "red,blue" --template "a {{}} garment" --template "it is {{}}" --json
  {PROGRAM} classify shirt.jpg --own-labels --words "Linen shirt.Relaxed fit" --model fashionvil_tuned.ckpt

A file that cannot be read is listed and the others go on; the verb fails only when not one can be read.
A probability says how the labels compare, by the model's own scale; it is no chance of being right.
"""
)
@click.argument("images", nargs=-1, required=True, metavar="IMAGES...")
@click.option("--labels", help="Labels, with commas between them.")
@click.option("--attribute", help="Or: all values of this attribute of the catalogue.")
@catalogue_option
@click.option(
    "--template",
    "templates",
    multiple=True,
    help='Words round a label, with "{}"; repeat it to average.',
)
@click.option("--own-labels", is_flag=True, help="Or: the labels of the model's own classification head.")
@click.option(
    "--words", default="", help="With --own-labels: what a shop says of the pictures, which it reads."
)
@click.option(
    "--top", type=click.IntRange(1), default=1, show_default=True, help="Labels to show per picture."
)
@model_options
@json_flag
def command(
    *,
    images: tuple[str, ...],
    labels: str | None,
    attribute: str | None,
    catalogue_name: str,
    templates: tuple[str, ...],
    own_labels: bool,
    words: str,
    top: int,
    model_name: str,
    device: str,
    precision: str,
    as_json: bool,
) -> None:
    """Give pictures the likeliest of some labels, without training."""
    from fvl_core.tasks.zero_shot import ZeroShotClassifier

    if own_labels:
        if labels is not None or attribute is not None or templates:
            raise click.UsageError("--own-labels goes without --labels, --attribute and --template.")
        model = load_named_model(model_name, device, precision)
        answer_by_head(model, images, words=words, top=top, as_json=as_json)
        return
    if words:
        raise click.UsageError("--words goes with --own-labels.")
    names = _choose_labels(labels, attribute, catalogue_name)
    model = load_named_model(model_name, device, precision)
    classifier = ZeroShotClassifier(model, names, templates=templates or None)
    answers, failures = _classify_all(classifier, images)
    if not answers:
        raise InvalidInputError("Not one picture can be read.", remedy=failures[0][1])
    if as_json:
        print_json(_facts(classifier, answers, failures))
    else:
        rows = [row for answer in answers for row in _rows(answer, names, top)]
        print_table(("picture", "label", "probability", "cosine"), rows)
    tell_left_out(failures)


def _choose_labels(labels: str | None, attribute: str | None, catalogue_name: str) -> list[str]:
    if (labels is None) == (attribute is None):
        raise click.UsageError("Give either --labels, --attribute or --own-labels.")
    if labels is not None:
        return split_list(labels)
    from fvl_core.catalogues.loading import load_catalogue

    catalogue = load_catalogue(catalogue_name)
    if attribute not in catalogue.attribute_names:
        raise UnknownNameError("attribute", str(attribute), catalogue.attribute_names)
    return list(catalogue.values(attribute))


def _classify_all(
    classifier: ZeroShotClassifier, paths: Sequence[str]
) -> tuple[list[Answer], list[tuple[str, str]]]:
    """Classify what can be read, a few at a time; give the answers, and (path, sentence) of the rest."""
    answers: list[Answer] = []
    failures: list[tuple[str, str]] = []
    with progress_bar("Classifying") as advance:
        for start in range(0, len(paths), AT_ONCE):
            opened = open_all(paths[start : start + AT_ONCE], failures)
            found = classifier.classify([image for _, image in opened])
            read = (path for path, _ in opened)
            answers += map(Answer, read, found.probabilities, found.cosines)
            advance(min(start + AT_ONCE, len(paths)), len(paths))
    return answers, failures


def _rows(answer: Answer, labels: Sequence[str], top: int) -> list[tuple[str, ...]]:
    return [
        (answer.path, labels[place], f"{answer.probabilities[place]:.3f}", f"{answer.cosines[place]:.3f}")
        for place in answer.best_first()[:top]
    ]


def _facts(
    classifier: ZeroShotClassifier, answers: Sequence[Answer], failures: Sequence[tuple[str, str]]
) -> dict[str, object]:
    labels = classifier.labels
    return {
        "model": classifier.model.name,
        "space": classifier.model.space,
        "labels": labels,
        "templates": classifier.templates,
        "score_rule": classifier.rule,
        "pictures": [
            {
                "path": answer.path,
                "label": labels[answer.best_first()[0]],
                "probabilities": dict(zip(labels, answer.probabilities.tolist(), strict=True)),
                "cosines": dict(zip(labels, answer.cosines.tolist(), strict=True)),
            }
            for answer in answers
        ],
        "left_out": [{"path": path, "why": sentence} for path, sentence in failures],
    }
