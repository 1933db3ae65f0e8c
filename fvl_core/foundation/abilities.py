"""What one room asks of another without knowing it: protocols that an adapter meets by having the methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np

    from fvl_core.foundation.embeddings import Embeddings
    from fvl_core.foundation.images import ImageSource
    from fvl_core.foundation.patches import Patches


class EncodesBothSides(Protocol):
    """Turn pictures and texts into vectors of one space, as every vision-language model does."""

    space: str

    @property
    def dim(self) -> int:
        """Return the width of the vectors."""

    def encode_images(self, images: Sequence[ImageSource]) -> Embeddings:
        """Encode pictures; n pictures give (n, d)."""

    def encode_texts(self, texts: Sequence[str]) -> Embeddings:
        """Encode texts; n texts give (n, d)."""


PSEUDO_WORD = "$"
"""Stands in a text for the word that is a vector; with a space on both sides it is one token of CLIP's."""


@runtime_checkable
class AcceptsPseudoWords(Protocol):
    """Read a text in which one word is a vector, as textual inversion (SEARLE, Pic2Word) asks for."""

    @property
    def word_width(self) -> int:
        """Return how many numbers such a word has."""

    def encode_with_words(self, texts: Sequence[str], words: np.ndarray) -> Embeddings:
        """Encode texts, row i of words (n, word_width) in the place of the first PSEUDO_WORD of text i."""


@runtime_checkable
class CountsTokens(Protocol):
    """Tell how many tokens a text has, so that a reader can see what a model will cut off."""

    def n_tokens(self, text: str) -> int:
        """Count the tokens of the whole text, marks of start and end included, nothing cut."""


@runtime_checkable
class TakesPixels(Protocol):
    """Encode pixels that are resized, cropped and normalised already."""

    def encode_pixels(self, pixels: np.ndarray) -> Embeddings:
        """Encode (n, 3, s, s) pixels; n pictures give (n, d)."""


@runtime_checkable
class GivesPatches(Protocol):
    """Give the parts of a picture as vectors that can be compared with words."""

    def encode_patches(self, image: ImageSource) -> Patches:
        """Encode the cells of one picture; the adapter says how near they are to what it was trained for."""


@runtime_checkable
class EncodesJointly(Protocol):
    """Turn a picture and words into one query by reading both together (FashionViL's composition head)."""

    space: str

    def encode_jointly(self, images: Sequence[ImageSource], texts: Sequence[str]) -> Embeddings:
        """Encode n pairs; gives (n, d) in the space of pictures."""


@runtime_checkable
class ScoresOwnLabels(Protocol):
    """Score labels that the model was trained on, by a head of its own instead of by their words."""

    own_labels: tuple[str, ...]

    def score_own_labels(self, images: Sequence[ImageSource], texts: Sequence[str]) -> np.ndarray:
        """Score n pictures, each with its words; gives logits (n, labels) float32."""


@runtime_checkable
class CompletesOutfits(Protocol):
    """Encode worn items for the category of what is looked for, in the space of pictures (CSA-Net)."""

    space: str

    def encode_worn(
        self, images: Sequence[ImageSource], own: Sequence[str], wanted: Sequence[str]
    ) -> Embeddings:
        """Encode n worn items by their pictures, their categories, and the categories looked for."""
