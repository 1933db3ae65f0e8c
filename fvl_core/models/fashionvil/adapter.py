"""FashionViL behind the contract that every model keeps, with what it can do besides."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from fvl_core.foundation.errors import InvalidInputError, WeightsUnavailable
from fvl_core.foundation.images import open_image
from fvl_core.models.devices import Placement
from fvl_core.models.fashionvil.network import FashionVilNetwork
from fvl_core.models.fashionvil.vocabulary import CARD, FILE, ORIGINAL, WordPieces
from fvl_core.models.patch_encoder import PatchEncoder
from fvl_core.models.torch_encoder import to_numpy

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

    from fvl_core.foundation.embeddings import Embeddings
    from fvl_core.foundation.images import ImageSource
    from fvl_core.models.card import ModelCard

Pair = tuple["Image", str]


class FashionVil(PatchEncoder):
    """Encode with FashionViL: pictures, texts, and pairs of both (`EncodesJointly`).

    Where a picture skips the transformer, as in every released file, its vector is exactly the mean of its
    patches' vectors. Without BERT's vocabulary pictures are encoded and words raise WeightsUnavailable.
    """

    network: FashionVilNetwork

    def __init__(
        self,
        card: ModelCard,
        network: FashionVilNetwork,
        words: WordPieces | None,
        *,
        placement: Placement,
        weights: str,
        place: Path,
    ) -> None:
        # The vocabulary of the original stands for an absent one: pictures keep their space when it comes.
        digest = ORIGINAL if words is None else words.digest
        super().__init__(card, network, placement=placement, weights=weights, tokenizer=f"bert:{digest}")
        self._words = words
        self._place = place

    def n_tokens(self, text: str) -> int:
        """Count the tokens of a text with the marks of start and end, nothing cut (`CountsTokens`)."""
        return self._require_words().count(text)

    def encode_jointly(
        self, images: Sequence[ImageSource], texts: Sequence[str], *, batch_size: int | None = None
    ) -> Embeddings:
        """Encode each picture together with its words: the query of the composition head.

        Shapes: n pictures and n texts give (n, d), in the space of pictures.

        Raises:
            InvalidInputError: for an unreadable picture, a blank text, or another number of texts.
            WeightsUnavailable: without BERT's vocabulary.
        """
        for position, text in enumerate(texts):
            if not text.strip():
                raise InvalidInputError(f"Text {position} is empty.", remedy="Give every picture some words.")
        return self._embeddings(self._over_pairs("encode_jointly", self._joint, images, texts, batch_size))

    def _joint(self, pairs: list[Pair]) -> np.ndarray:
        return self._of_pairs(self.network.joint, pairs)

    def _over_pairs(
        self,
        name: str,
        hook: Callable[[list[Pair]], np.ndarray],
        images: Sequence[ImageSource],
        texts: Sequence[str],
        batch_size: int | None,
    ) -> list[np.ndarray]:
        if isinstance(texts, str) or len(images) != len(texts):
            raise InvalidInputError(
                f"{len(images)} pictures and {1 if isinstance(texts, str) else len(texts)} texts came.",
                remedy="Give a list with one text for each picture.",
            )
        pairs = list(zip(images, texts, strict=True))
        return [
            self._run(name, hook, [(open_image(image), text) for image, text in batch])
            for batch in self._batches(pairs, batch_size, None)
        ]

    def _of_pairs(self, encode: Callable[[Tensor, Tensor, Tensor], Tensor], pairs: list[Pair]) -> np.ndarray:
        ids = torch.from_numpy(self._tokens([text for _, text in pairs])).to(self.device)
        pixels = torch.from_numpy(self._pixels([image for image, _ in pairs]))
        with torch.inference_mode():
            return to_numpy(encode(pixels.to(self.device, self.dtype), ids, self._mask(ids)))

    def _tokens(self, texts: list[str]) -> np.ndarray:
        return self._require_words().encode(texts, self.card.context_length)

    def _mask(self, ids: Tensor) -> Tensor:
        return (ids != self._require_words().padding).long()

    def _encode_pixels(self, pixels: Tensor) -> Tensor:
        return self.network.images(pixels)

    def _encode_cells(self, pixels: Tensor) -> Tensor:
        side = pixels.shape[-1] // 32
        return self.network.cells(pixels).unflatten(1, (side, side))

    def _encode_tokens(self, tokens: Tensor) -> Tensor:
        return self.network.texts(tokens, self._mask(tokens))

    def _require_words(self) -> WordPieces:
        if self._words is None:
            raise WeightsUnavailable(
                f"{self.card.title} cannot read words: BERT's vocabulary is not on this machine.",
                remedy=f"Fetch it once with network: python -m fvl_core fetch {CARD} "
                f"(or put {FILE} beside {self._place.name}).",
            )
        return self._words


class FashionVilClassifier(FashionVil):
    """Encode with a FashionViL that was tuned to classify; it scores its own labels (`ScoresOwnLabels`)."""

    @property
    def own_labels(self) -> tuple[str, ...]:
        """Return the names of the labels, the card's where it states them; the file holds none."""
        return self.card.labels or tuple(f"label {place}" for place in range(self.network.n_labels))

    def score_own_labels(
        self, images: Sequence[ImageSource], texts: Sequence[str], *, batch_size: int | None = None
    ) -> np.ndarray:
        """Return the head's scores (logits) of pictures with their words, (n, labels) float32.

        Words are what a shop says of the item, "title.description"; they may be blank.

        Raises:
            InvalidInputError: for an unreadable picture, or another number of texts than of pictures.
            WeightsUnavailable: without BERT's vocabulary.
        """
        rows = self._over_pairs("score_own_labels", self._scores, images, texts, batch_size)
        return np.concatenate(rows) if rows else np.empty((0, len(self.own_labels)), np.float32)

    def _scores(self, pairs: list[Pair]) -> np.ndarray:
        return self._of_pairs(self.network.label_logits, pairs)
