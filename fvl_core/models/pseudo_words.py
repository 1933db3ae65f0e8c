"""What torch models share whose text tower takes a vector in the place of a word."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from fvl_core.foundation.abilities import PSEUDO_WORD
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.models.torch_encoder import TorchDualEncoder, to_numpy


class PseudoWordEncoder(TorchDualEncoder):
    """Read a text in which one word is a vector (`AcceptsPseudoWords`); an adapter names its word table."""

    @abstractmethod
    def _word_table(self) -> nn.Embedding:
        """Return the table of token embeddings."""

    @property
    def word_width(self) -> int:
        """Return how many numbers a token embedding has."""
        return int(self._word_table().embedding_dim)

    def encode_with_words(self, texts: Sequence[str], words: np.ndarray) -> Embeddings:
        """Encode texts, row i of words in the place of the first free-standing "$" of text i.

        The vector takes the place of that token's embedding before positions are added; all else is as in
        `encode_texts`.

        Shapes: n texts, words (n, word_width); gives (n, d).

        Raises:
            InvalidInputError: for words of another shape, and for a text without the placeholder.
        """
        rows = np.asarray(words, dtype=np.float32)
        if rows.shape != (len(texts), self.word_width):
            raise InvalidInputError(
                f"{len(texts)} texts came with words of shape {rows.shape}.",
                remedy=f"Give one row of {self.word_width} numbers for each text.",
            )
        pairs = list(zip(texts, rows, strict=True))
        found = [
            self._run("encode_with_words", self._features_with_words, list(batch))
            for batch in self._batches(pairs, None, None)
        ]
        return self._embeddings(found)

    def _features_with_words(self, batch: list[tuple[str, np.ndarray]]) -> np.ndarray:
        tokens = torch.from_numpy(np.asarray(self._tokens([text for text, _ in batch]), np.int64))
        places = self._placeholders(tokens)
        words = torch.from_numpy(np.stack([word for _, word in batch])).to(self.device)

        def put_words(table: nn.Module, _: Any, found: Tensor) -> Tensor:
            del table
            found = found.clone()
            rows = (places < found.shape[1]).nonzero().flatten()  # a text may be read before its placeholder
            found[rows.to(found.device), places[rows].to(found.device)] = words[rows].to(found.dtype)
            return found

        # A hook reaches the table wherever a library's forward pass asks it; this batch has the turn alone.
        hook = self._word_table().register_forward_hook(put_words)
        try:
            with torch.inference_mode():
                return to_numpy(self._encode_tokens(tokens.to(self.device)))
        finally:
            hook.remove()

    def _placeholders(self, tokens: Tensor) -> Tensor:
        """Return the place of the first placeholder in each row, (n,)."""
        placeholder = int(self._tokens([PSEUDO_WORD])[0][1])  # behind the mark of the start
        is_there = tokens == placeholder
        if missing := (~is_there.any(dim=1)).nonzero().flatten().tolist():
            raise InvalidInputError(
                f"Text {missing[0]} has no {PSEUDO_WORD!r} of its own among the tokens that the model reads.",
                remedy=f"Write {PSEUDO_WORD!r} with a space on both sides, near the beginning.",
            )
        return is_there.int().argmax(dim=1)
