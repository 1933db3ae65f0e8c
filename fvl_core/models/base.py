"""The contract of every model: two hooks to write, everything else is done here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, TypeVar

import numpy as np

from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.images import open_image
from fvl_core.foundation.trace import stage
from fvl_core.models.turn import PROCESSOR

if TYPE_CHECKING:
    from PIL.Image import Image

    from fvl_core.foundation.images import ImageSource
    from fvl_core.models.card import ModelCard

T = TypeVar("T")

OnProgress = Callable[[int, int], None]
"""Called with (done, total) after each batch."""


class VisionLanguageModel(ABC):
    """Encode pictures and words into one space.

    An adapter writes `_image_features` and `_text_features`; this class opens and checks the input,
    cuts it into batches, takes turns with other threads, and normalises.

    Attributes:
        card: facts about the model. space: name of the embedding space (weights digest, preprocessing,
        tokenizer); two models with equal `space` give interchangeable vectors. logit_scale: the scale in
        the weights (already exponentiated). logit_bias: the sigmoid's bias, 0 for softmax models.
        device, precision: where and in which numbers it computes. n_bytes, n_parameters: of the loaded
        weights. untrained: whether the weights are known to be random. files: a handle that keeps
        fetched files from being deleted as long as the model lives.
    """

    card: ModelCard
    space: str
    logit_scale: float = 1.0
    logit_bias: float = 0.0
    device: str = "cpu"
    precision: str = "float32"
    batch_size: int = 32
    n_bytes: int = 0
    n_parameters: int = 0
    untrained: bool = False
    files: IO[bytes] | None = None

    @abstractmethod
    def _image_features(self, images: list[Image]) -> np.ndarray:
        """Return raw features of upright RGB pictures, (n, d) float32."""

    @abstractmethod
    def _text_features(self, texts: list[str]) -> np.ndarray:
        """Return raw features of texts, (n, d) float32."""

    @property
    def name(self) -> str:
        """Return the card's name."""
        return self.card.name

    @property
    def dim(self) -> int:
        """Return the number of dimensions of the joint space."""
        return self.card.dim

    def encode_images(
        self,
        images: Sequence[ImageSource],
        *,
        batch_size: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> Embeddings:
        """Encode pictures (paths, bytes or PIL images, also mixed).

        Shapes: n pictures give (n, d). An empty list gives (0, d).

        Raises:
            InvalidInputError: for a picture that cannot be read; it names the file.
        """
        rows = [
            self._run("encode_images", self._image_features, [open_image(source) for source in batch])
            for batch in self._batches(images, batch_size, on_progress)
        ]
        return self._embeddings(rows)

    def encode_texts(self, texts: Sequence[str], *, batch_size: int | None = None) -> Embeddings:
        """Encode words as they are: no prompt is put round them.

        Shapes: n texts give (n, d). An empty list gives (0, d). Texts beyond the token limit are cut.

        Raises:
            InvalidInputError: for a text that is blank or not a string, or when one string comes instead
            of a list.
        """
        if isinstance(texts, str):
            raise InvalidInputError("One text came instead of a list.", remedy="Put it in a list: [text].")
        for position, text in enumerate(texts):
            if not isinstance(text, str) or not text.strip():
                raise InvalidInputError(f"Text {position} is empty.", remedy="Give every text some words.")
        rows = [
            self._run("encode_texts", self._text_features, list(batch))
            for batch in self._batches(texts, batch_size, None)
        ]
        return self._embeddings(rows)

    def unknown_words(self, text: str) -> tuple[str, ...]:
        """Return the words that this model is known never to have seen; empty when that can't be told."""
        del text
        return ()

    def _batches(
        self, inputs: Sequence[T], batch_size: int | None, on_progress: OnProgress | None
    ) -> Iterator[Sequence[T]]:
        size = batch_size or self.batch_size
        if size < 1:
            raise InvalidInputError(f"Batches of {size} came.", remedy="Give 1 or more, or leave it out.")
        for start in range(0, len(inputs), size):
            yield inputs[start : start + size]
            if on_progress is not None:
                on_progress(min(start + size, len(inputs)), len(inputs))

    def _run(self, name: str, hook: Callable[[list[T]], np.ndarray], batch: list[T]) -> np.ndarray:
        with PROCESSOR, stage(name, model=self.name, n=len(batch)):
            return hook(batch)

    def _embeddings(self, rows: list[np.ndarray]) -> Embeddings:
        raw = np.concatenate(rows) if rows else np.empty((0, self.dim), np.float32)
        return Embeddings.from_raw(None, raw, space=self.space)
