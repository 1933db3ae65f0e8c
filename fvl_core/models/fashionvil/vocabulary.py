"""BERT's words: a tokenizer made from vocab.txt, and where that file is looked for."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from fvl_core.foundation.errors import WeightsUnavailable
from fvl_core.foundation.files import file_digest
from fvl_core.models.hub_cache import download_folder
from fvl_core.models.imports import import_library

FILE = "vocab.txt"
CARD = "fashionvil"
ORIGINAL = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
"""The sha256 of bert-base-uncased's vocabulary, with which FashionViL was trained."""

_MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


class WordPieces(NamedTuple):
    """Hold BERT's tokenizer, the id that fills short texts up, and the sha256 of its vocabulary."""

    tokenizer: object
    padding: int
    digest: str

    def encode(self, texts: list[str], length: int) -> np.ndarray:
        """Return ids with [CLS] before and [SEP] after, cut at `length`, as long as the longest: (n, L)."""
        ids = self.tokenizer(texts, padding=True, truncation=True, max_length=length)["input_ids"]  # type: ignore[operator]
        return np.asarray(ids, np.int64)

    def count(self, text: str) -> int:
        """Count a text's tokens with both marks, nothing cut."""
        return len(self.tokenizer(text)["input_ids"])  # type: ignore[operator]


def find_vocabulary(weights: Path) -> Path | None:
    """Return vocab.txt beside the weights, else the one that `fetch` brought; None without either."""
    places = (weights.parent / FILE, download_folder(CARD) / FILE)
    return next((place for place in places if place.is_file()), None)


def read_vocabulary(path: Path, *, rows: int) -> WordPieces:
    """Make BERT's tokenizer (lower case, no accents) from a vocab.txt.

    Args:
        path: of the file, a piece a line.
        rows: of the network's table of words.

    Raises:
        WeightsUnavailable: when the file has another number of pieces, lacks a mark, or is no text.
    """
    try:
        pieces = path.read_bytes().decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, "cannot be read") from error
    pieces = [piece.removesuffix("\r") for piece in (pieces[:-1] if pieces[-1] == "" else pieces)]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    if missing := [mark for mark in _MARKS if mark not in vocabulary]:
        raise _unusable(path, f"lacks {', '.join(missing)}")
    if len(pieces) != rows or len(vocabulary) != rows:
        raise _unusable(path, f"has {len(vocabulary)} different pieces, but the network {rows} rows")
    library = import_library(
        "transformers.models.bert.tokenization_bert", purpose="Reading text", install="transformers"
    )
    made = WordPieces(library.BertTokenizer(vocab=vocabulary), vocabulary["[PAD]"], file_digest(path))
    red, blue = made.encode(["red", "blue"], 16)
    if (red == blue).all():
        raise _unusable(path, "gives different words the same ids")
    return made


def _unusable(path: Path, reason: str) -> WeightsUnavailable:
    return WeightsUnavailable(
        f"BERT's vocabulary {path} {reason}.",
        remedy="Put the vocab.txt of bert-base-uncased there.",
    )
