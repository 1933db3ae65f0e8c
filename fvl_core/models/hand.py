"""HandModel: a model whose vectors can be worked out by hand, for tests and examples."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.models.base import VisionLanguageModel
from fvl_core.models.card import ModelCard

if TYPE_CHECKING:
    from PIL.Image import Image

COLOURS = {
    "red": (1, 0, 0, 0),
    "green": (0, 1, 0, 0),
    "blue": (0, 0, 1, 0),
    "yellow": (1, 1, 0, 0),
    "pink": (1, 0, 1, 0),
    "cyan": (0, 1, 1, 0),
    "white": (1, 1, 1, 0),
    "black": (0, 0, 0, 1),
}
"""The words that the model knows, each with its red, green, blue and darkness."""

CARD = ModelCard(
    name="hand",
    title="Hand-computed colours",
    family="hand",
    dim=4,
    architecture="mean colour",
    source="embedded",
    verified=True,
    parameters=0,
    templates=("{}",),
    licence="Apache-2.0",
    notes="Knows eight colour words and the mean colour of a picture; for tests and examples.",
)


class HandModel(VisionLanguageModel):
    """Encode a picture as (mean red, mean green, mean blue, 1 - the largest of them), each in [0, 1].

    A text is the sum of its colour words' vectors in `COLOURS`, so "red red" is twice as long as "red";
    a text without any is (1, 1, 1, 1), which prefers nothing.

    Example:
        >>> from PIL import Image
        >>> model = HandModel()
        >>> model.encode_texts(["red and blue"]).raw.round(6).tolist()
        [[1.0, 0.0, 1.0, 0.0]]
        >>> model.encode_images([Image.new("RGB", (2, 2), "blue")]).raw.tolist()
        [[0.0, 0.0, 1.0, 0.0]]
    """

    def __init__(self) -> None:
        self.card = CARD
        self.space = "hand:1"
        self.logit_scale = 10.0

    def _image_features(self, images: list[Image]) -> np.ndarray:
        means = np.stack(
            [np.asarray(image, np.float32).reshape(-1, 3).mean(axis=0) / 255 for image in images]
        )
        return np.concatenate([means, 1 - means.max(axis=1, keepdims=True)], axis=1)  # (n, 4)

    def _text_features(self, texts: list[str]) -> np.ndarray:
        return np.stack([_sum_of_colours(text) for text in texts])

    def unknown_words(self, text: str) -> tuple[str, ...]:
        """Return the words that name none of the eight colours."""
        return tuple(word for word in _words(text) if word not in COLOURS)


def load_hand(path: Path | None, card: ModelCard, device: str, precision: str) -> HandModel:
    """Return the model; it has no weights, and device and precision do not change four numbers."""
    del path, card, device, precision
    return HandModel()


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def _sum_of_colours(text: str) -> np.ndarray:
    known = [COLOURS[word] for word in _words(text) if word in COLOURS]
    return np.asarray(known or [(1, 1, 1, 1)], np.float32).sum(axis=0)
