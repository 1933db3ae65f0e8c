"""`classify --own-labels`: what a model's own classification head says of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fvl_core.commands.output import print_json, print_table, tell_left_out
from fvl_core.commands.progress import progress_bar
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from PIL.Image import Image

    from fvl_core.models.base import VisionLanguageModel

AT_ONCE = 32
"""Pictures held decoded at a time."""


def answer_by_head(
    model: VisionLanguageModel, paths: Sequence[str], *, words: str, top: int, as_json: bool
) -> None:
    """Print the likeliest labels of every picture that can be read; the same words go with each.

    Raises:
        InvalidInputError: for a model without a head, or when not one picture can be read.
    """
    from fvl_core.tasks.own_labels import score_own_labels

    answers: list[tuple[str, tuple[tuple[str, float], ...]]] = []
    failures: list[tuple[str, str]] = []
    with progress_bar("Classifying") as advance:
        for start in range(0, len(paths), AT_ONCE):
            opened = open_all(paths[start : start + AT_ONCE], failures)
            found = score_own_labels(model, [image for _, image in opened], [words] * len(opened))
            answers += zip([path for path, _ in opened], found.top(top), strict=True)
            advance(min(start + AT_ONCE, len(paths)), len(paths))
    if not answers:
        raise InvalidInputError("Not one picture can be read.", remedy=failures[0][1])
    if as_json:
        pictures = [{"path": path, "labels": dict(best)} for path, best in answers]
        left_out = [{"path": path, "why": sentence} for path, sentence in failures]
        print_json({"model": model.name, "words": words, "pictures": pictures, "left_out": left_out})
    else:
        rows = [(path, label, f"{share:.3f}") for path, best in answers for label, share in best]
        print_table(("picture", "label", "probability"), rows)
    tell_left_out(failures)


def open_all(paths: Sequence[str], failures: list[tuple[str, str]]) -> list[tuple[str, Image]]:
    """Decode the pictures that can be read; note the others among the failures."""
    from fvl_core.foundation.images import open_image

    opened = []
    for path in paths:
        try:
            opened.append((path, open_image(Path(path).expanduser())))
        except InvalidInputError as error:
            failures.append((path, str(error)))
    return opened
