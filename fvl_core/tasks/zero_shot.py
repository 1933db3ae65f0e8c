"""Label pictures with words the model was never trained to tell apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.trace import stage
from fvl_core.tasks.score_scale import ScoreScale

if TYPE_CHECKING:
    from fvl_core.foundation.images import ImageSource
    from fvl_core.models.base import VisionLanguageModel

NONE_OF_THESE = "none of these"
NEUTRAL_WORDS = ("thing", "object", "picture")
"""What "none of these" is encoded as: words that name no garment."""


class LabelScore(NamedTuple):
    """One label for one picture: its probability under the model's rule, and the raw cosine."""

    label: str
    probability: float
    cosine: float


@dataclass(frozen=True, eq=False)
class Predictions:
    """Hold what the model says about n pictures and L labels.

    Attributes:
        labels: in the order in which they were given. probabilities: (n, L) float64; under softmax a row
        sums to 1, under sigmoid each stands alone. cosines: (n, L) float64, the raw scores in [-1, 1].
        texts: for each label the exact texts that were encoded. rule: one sentence on how cosines became
        probabilities. ids: of the pictures.
    """

    labels: tuple[str, ...]
    probabilities: np.ndarray
    cosines: np.ndarray
    texts: tuple[tuple[str, ...], ...]
    rule: str
    ids: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def top(self, k: int = 1) -> tuple[tuple[LabelScore, ...], ...]:
        """Return for each picture its k most probable labels, best first; ties go to the earlier label."""
        order = np.argsort(-self.cosines, axis=1, kind="stable")[:, :k]
        return tuple(
            tuple(
                LabelScore(self.labels[j], float(self.probabilities[i, j]), float(self.cosines[i, j]))
                for j in row
            )
            for i, row in enumerate(order)
        )


class ZeroShotClassifier:
    """Classify pictures by the nearest label text.

    Each label goes through every template; the unit vectors of its texts are averaged and normalised
    again (ensembling in embedding space). Cosines become probabilities by the card's own rule.

    Args:
        model: encodes pictures and texts.
        labels: at least one, none blank, none twice.
        templates: prompts with "{}" where the label goes; the card's own when absent.
        temperature: divides the scaled cosines; 1 is the model's own.
        none_of_these: add a last label, `NONE_OF_THESE`, made of neutral words (`NEUTRAL_WORDS`) in the
            same templates: a picture that fits no label better than "a thing" goes there.
        cache: where vectors are kept; the user's cache folder when absent. A changed template encodes
            its new texts only.

    Raises:
        InvalidInputError: for labels, templates or a temperature that cannot be used.
    Source: Radford et al., "Learning Transferable Visual Models From Natural Language Supervision",
    2021, section 3.1; sigmoid: Zhai et al., "Sigmoid Loss for Language Image Pre-Training", 2023.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.models.hand import HandModel
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> classifier = ZeroShotClassifier(HandModel(), ["red", "blue"], cache=cache)
        >>> predictions = classifier.classify([Image.new("RGB", (4, 4), "blue")])
        >>> predictions.top()[0][0].label, predictions.cosines.tolist()
        ('blue', [[0.0, 1.0]])
    """

    def __init__(
        self,
        model: VisionLanguageModel,
        labels: Sequence[str],
        *,
        templates: Sequence[str] | None = None,
        temperature: float = 1.0,
        none_of_these: bool = False,
        cache: EmbeddingCache | None = None,
    ) -> None:
        self.model = model
        self.scoring = ScoreScale.of(model, temperature=temperature)
        named = _checked_labels(labels)
        self.labels = _with_none(named) if none_of_these else named
        self.none_of_these = none_of_these
        self.templates = _checked_templates(model.card.templates if templates is None else templates)
        self.cache = cache or EmbeddingCache()
        with stage("encode labels", labels=len(self.labels), templates=len(self.templates)):
            self.label_vectors = self.vectors_of(self.words, self.templates)  # (L, d) float64

    def classify(self, images: Sequence[ImageSource]) -> Predictions:
        """Label pictures (paths, bytes or PIL images).

        Raises:
            InvalidInputError: for a picture that cannot be read; it names the file.
        """
        return self.classify_embeddings(self.cache.encode_images(self.model, images))

    def classify_embeddings(self, embeddings: Embeddings) -> Predictions:
        """Label pictures that this model has encoded already.

        Raises:
            SpaceMismatchError: when another model encoded them.
        """
        embeddings.require_space(self.model.space)
        with stage("classify", n=len(embeddings), labels=len(self.labels)):
            cosines = np.clip(embeddings.vectors.astype(np.float64) @ self.label_vectors.T, -1.0, 1.0)
            return Predictions(
                self.labels,
                self.scoring.probabilities(cosines),
                cosines,
                self.texts,
                self.rule,
                embeddings.ids,
            )

    @property
    def scale(self) -> float:
        """Return the number that cosines are multiplied by."""
        return self.scoring.scale

    @property
    def bias(self) -> float:
        """Return the number that the sigmoid adds."""
        return self.scoring.bias

    @property
    def rule(self) -> str:
        """Say in one sentence how cosines become probabilities."""
        return self.scoring.sentence(len(self.labels))

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """Return for each label what goes into a template: itself, or neutral words for "none of these"."""
        named = self.labels[:-1] if self.none_of_these else self.labels
        return (*((label,) for label in named), *([NEUTRAL_WORDS] if self.none_of_these else []))

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Return for each label the exact texts that are encoded."""
        return tuple(
            tuple(template.replace("{}", word) for template in self.templates for word in words)
            for words in self.words
        )

    def encode_ahead(self, *wordings: tuple[Sequence[Sequence[str]], Sequence[str]]) -> None:
        """Encode the texts of several (words, templates) at once, so that `vectors_of` finds all of them.

        A model encodes many texts in little more time than a few, and beside an index every call waits.

        Raises:
            InvalidInputError: for templates that cannot be used.
        """
        flat = [text for words, templates in wordings for row in _filled(words, templates) for text in row]
        self.cache.encode_texts(self.model, list(dict.fromkeys(flat)))

    def vectors_of(self, words: Sequence[Sequence[str]], templates: Sequence[str]) -> np.ndarray:
        """Return one unit vector per label for other words or templates, (L, d) float64.

        Each label's words go through every template; texts that were encoded before come from the cache.

        Raises:
            InvalidInputError: for templates that cannot be used.
        """
        texts = _filled(words, templates)
        flat = [text for row in texts for text in row]
        vectors = self.cache.encode_texts(self.model, flat).vectors.astype(np.float64)
        ends = np.cumsum([len(row) for row in texts])
        means = np.stack([part.mean(axis=0) for part in np.split(vectors, ends[:-1])])  # (L, d)
        return means / np.linalg.norm(means, axis=1, keepdims=True)


def _filled(words: Sequence[Sequence[str]], templates: Sequence[str]) -> list[list[str]]:
    """Return for each label its words in every template."""
    chosen = _checked_templates(templates)
    return [[template.replace("{}", word) for template in chosen for word in row] for row in words]


def _with_none(labels: tuple[str, ...]) -> tuple[str, ...]:
    if NONE_OF_THESE in labels:
        raise InvalidInputError(
            f"{NONE_OF_THESE!r} is one of the labels.", remedy="Leave it out: it is added by itself."
        )
    return (*labels, NONE_OF_THESE)


def _checked_labels(labels: Sequence[str]) -> tuple[str, ...]:
    if isinstance(labels, str):
        raise InvalidInputError("One label came instead of a list.", remedy="Put the labels in a list.")
    stripped = tuple(label.strip() for label in labels)
    if not stripped:
        raise InvalidInputError("There are no labels.", remedy="Give at least one.")
    if not all(stripped):
        raise InvalidInputError(
            f"Label {stripped.index('') + 1} is blank.", remedy="Give it a word, or leave it out."
        )
    twice = [label for label, n in Counter(stripped).items() if n > 1]
    if twice:
        raise InvalidInputError(f"The label {twice[0]!r} occurs twice.", remedy="Leave one of them out.")
    return stripped


def _checked_templates(templates: Sequence[str]) -> tuple[str, ...]:
    if isinstance(templates, str):
        raise InvalidInputError(
            "One template came instead of a list.", remedy="Put it in a list: [template]."
        )
    if not templates:
        raise InvalidInputError(
            "There are no templates.", remedy='Give at least one; "{}" is the bare label.'
        )
    for template in templates:
        if "{}" not in template:
            raise InvalidInputError(
                f"The template {template!r} has no place for the label.",
                remedy='Put "{}" where the label goes.',
            )
    return tuple(templates)
