"""How far to trust an answer: what the wording does to it, and how it stands out from the catalogue."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.trace import stage
from fvl_core.tasks.zero_shot import Predictions, ZeroShotClassifier

WORDINGS = (
    "{}",
    "a {}",
    "a photo of a {}",
    "a picture of a {}",
    "a product photo of a {}",
    "a close-up of a {}",
    "this is a {}",
)
"""Ways to say the same, tried beside a classifier's own templates where it has too few to spread."""
ENOUGH = 3
SAME = 1e-6
"""Cosines nearer than this are one: a picture that was encoded in another batch must not beat itself."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LabelPanel:
    """Hold predictions for n pictures and L labels beside what a sceptic asks of them.

    Attributes:
        predictions: by the classifier's own templates.
        wordings: the T templates tried one by one. low, high: (n, L) the least and greatest probability
        over them and the predictions: the whiskers. spread: (n, L) standard deviation of the cosine over
        wordings, after taking out what a wording does to all labels alike.
        lead: (n,) cosine of the first label less that of the second, infinite for one label. lead_spread:
        (n,) its standard deviation over wordings. n_agree: (n,) wordings under which the same label wins.
        background: (m, L) cosines of the whole catalogue, above: (n, L) share of it that scores lower for
        the label; both None without a background.
    """

    predictions: Predictions
    wordings: tuple[str, ...]
    low: np.ndarray
    high: np.ndarray
    spread: np.ndarray
    lead: np.ndarray
    lead_spread: np.ndarray
    n_agree: np.ndarray
    background: np.ndarray | None
    above: np.ndarray | None

    @property
    def too_close(self) -> np.ndarray:
        """Tell for each picture whether its lead is smaller than what the wording alone does to it."""
        return self.lead < self.lead_spread


def judge_labels(
    classifier: ZeroShotClassifier,
    embeddings: Embeddings,
    *,
    wordings: Sequence[str] | None = None,
    background: Embeddings | None = None,
) -> LabelPanel:
    """Label pictures, and see how the answers hold under other wordings and against the catalogue.

    Args:
        classifier: has labels, templates, rule and temperature.
        embeddings: of the pictures, by the same model.
        wordings: templates to try one by one; by default the classifier's own, with `WORDINGS` beside
            them where these are fewer than three.
        background: embeddings of the whole catalogue.

    Raises:
        SpaceMismatchError: when another model encoded either.
        InvalidInputError: for wordings that cannot be used.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.embedding.cache import EmbeddingCache
        >>> from fvl_core.models.hand import HandModel
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> classifier = ZeroShotClassifier(HandModel(), ["red", "pink"], cache=cache)
        >>> pictures = HandModel().encode_images([Image.new("RGB", (2, 2), "red")])
        >>> panel = judge_labels(classifier, pictures, wordings=["{}", "{} on blue"])
        >>> panel.lead.round(3).tolist(), panel.lead_spread.round(3).tolist(), panel.too_close.tolist()
        ([0.293], [0.023], [False])
    """
    predictions = classifier.classify_embeddings(embeddings)
    tried = tuple(dict.fromkeys(wordings if wordings is not None else _default_wordings(classifier)))
    classifier.encode_ahead(*((classifier.words, [wording]) for wording in tried))
    with stage("judge labels", n=len(embeddings), wordings=len(tried)):
        vectors = np.stack([classifier.vectors_of(classifier.words, [t]) for t in tried])  # (T, L, d)
        pictures = embeddings.vectors.astype(np.float64)
        cosines = np.clip(pictures @ vectors.transpose(0, 2, 1), -1.0, 1.0)  # (T, n, L)
        probabilities = classifier.scoring.probabilities(cosines)
        lead, lead_spread, n_agree = _leads(predictions.cosines, cosines)
        everything = None if background is None else classifier.classify_embeddings(background).cosines
    return LabelPanel(
        predictions=predictions,
        wordings=tried,
        low=np.minimum(predictions.probabilities, probabilities.min(axis=0)),
        high=np.maximum(predictions.probabilities, probabilities.max(axis=0)),
        spread=_deviation(cosines - cosines.mean(axis=2, keepdims=True) if cosines.shape[2] > 1 else cosines),
        lead=lead,
        lead_spread=lead_spread,
        n_agree=n_agree,
        background=everything,
        above=None if everything is None else _share_below(predictions.cosines, everything),
    )


def _default_wordings(classifier: ZeroShotClassifier) -> tuple[str, ...]:
    own = classifier.templates
    return own if len(own) >= ENOUGH else (*own, *WORDINGS)


def _leads(own: np.ndarray, cosines: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return lead, its spread over wordings, and how many wordings give the same winner; each (n,)."""
    n, n_labels = own.shape
    order = np.argsort(-own, axis=1, kind="stable")
    rows, first = np.arange(n), order[:, 0]
    n_agree = (cosines.argmax(axis=2) == first).sum(axis=0)
    if n_labels == 1:
        return np.full(n, math.inf), np.zeros(n), n_agree
    second = order[:, 1]
    leads = cosines[:, rows, first] - cosines[:, rows, second]  # (T, n)
    return own[rows, first] - own[rows, second], _deviation(leads), n_agree


def _deviation(values: np.ndarray) -> np.ndarray:
    """Return the standard deviation over the first axis; of a single wording, 0: it shows no spread."""
    return values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros(values.shape[1:])


def _share_below(scores: np.ndarray, background: np.ndarray) -> np.ndarray:
    """Return for (n, L) scores the share of each (m, L) background column that is lower."""
    if not len(background):
        return np.full(scores.shape, math.nan)
    columns = np.sort(background, axis=0)
    below = [np.searchsorted(columns[:, j], scores[:, j] - SAME, side="left") for j in range(scores.shape[1])]
    return np.stack(below, axis=1) / len(background)
