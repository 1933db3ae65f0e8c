"""What moves when nothing of meaning changes: a full stop, the order of the labels, upper case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fvl_core.foundation.embeddings import Embeddings
from fvl_core.tasks.zero_shot import ZeroShotClassifier

UNMOVED = 1e-9
"""Shifts below this are the rounding of sums in another order."""


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """State what one change did to n pictures.

    Attributes:
        change: what was changed. before, after: the first label's first text, or the list of labels.
        flipped: (item id, label before, label after) of the pictures whose first label changed.
        largest_cosine_shift, largest_probability_shift: over all pictures and labels; 0 when nothing moved.
    """

    change: str
    before: str
    after: str
    n: int
    flipped: tuple[tuple[str, str, str], ...]
    largest_cosine_shift: float
    largest_probability_shift: float

    @property
    def sentence(self) -> str:
        """Say what moved."""
        if not self.flipped and not self.largest_cosine_shift:
            return f"{self.change.capitalize()}: nothing moved."
        answers = (
            f"{len(self.flipped):,} of {self.n:,} answers changed" if self.flipped else "no answer changed"
        )
        return (
            f"{self.change.capitalize()}: {answers}; "
            f"a cosine moved by up to {self.largest_cosine_shift:.3f}, "
            f"a probability by up to {100 * self.largest_probability_shift:.1f} points."
        )


def prompt_sensitivity(classifier: ZeroShotClassifier, embeddings: Embeddings) -> tuple[Sensitivity, ...]:
    """Repeat a classification with a full stop, with the labels in reverse, and in upper case.

    A full stop is added where a template has none at its end, else taken away.

    Raises:
        SpaceMismatchError: when another model encoded the pictures.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.embedding.cache import EmbeddingCache
        >>> from fvl_core.models.hand import HandModel
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> classifier = ZeroShotClassifier(HandModel(), ["red", "blue"], cache=cache)
        >>> pictures = HandModel().encode_images([Image.new("RGB", (2, 2), "red")])
        >>> [found.sentence for found in prompt_sensitivity(classifier, pictures)][0]
        'Full stop: nothing moved.'
    """
    embeddings.require_space(classifier.model.space)
    words, templates = classifier.words, classifier.templates
    stops = tuple(t.removesuffix(".") if t.endswith(".") else f"{t}." for t in templates)
    upper = tuple(tuple(word.upper() for word in row) for row in words)
    classifier.encode_ahead((words, stops), (upper, templates))
    places = np.arange(len(words))
    trials = (
        ("full stop", words, stops, places, templates[0], stops[0]),
        (
            "label order",
            words[::-1],
            templates,
            places[::-1],
            _listed(classifier.labels),
            _listed(classifier.labels[::-1]),
        ),
        ("upper case", upper, templates, places, words[0][0], upper[0][0]),
    )
    return tuple(
        _tried(classifier, embeddings, change, row, chosen, order, before, after)
        for change, row, chosen, order, before, after in trials
    )


def _tried(
    classifier: ZeroShotClassifier,
    embeddings: Embeddings,
    change: str,
    words: Sequence[Sequence[str]],
    templates: Sequence[str],
    order: np.ndarray,
    before: str,
    after: str,
) -> Sensitivity:
    """Classify anew; column j of the new scores is label order[j] of the classifier."""
    pictures = embeddings.vectors.astype(np.float64)
    old = np.clip(pictures @ classifier.label_vectors.T, -1.0, 1.0)  # (n, L)
    new = np.clip(pictures @ classifier.vectors_of(words, templates).T, -1.0, 1.0)
    first_old, first_new = old.argmax(axis=1), order[new.argmax(axis=1)]
    aligned = new[:, np.argsort(order)]
    probabilities = [classifier.scoring.probabilities(cosines) for cosines in (old, aligned)]
    labels = classifier.labels
    return Sensitivity(
        change=change,
        before=before,
        after=after,
        n=len(embeddings),
        flipped=tuple(
            (embeddings.ids[i], labels[first_old[i]], labels[first_new[i]])
            for i in np.flatnonzero(first_old != first_new)
        ),
        largest_cosine_shift=_largest(old - aligned),
        largest_probability_shift=_largest(probabilities[0] - probabilities[1]),
    )


def _largest(shifts: np.ndarray) -> float:
    most = float(np.abs(shifts).max(initial=0.0))
    return most if most > UNMOVED else 0.0


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(labels[:3]) + (" …" if len(labels) > 3 else "")
