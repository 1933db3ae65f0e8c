"""Hugging Face tokenizers that are proven to work before anything is encoded with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fvl_core.foundation.errors import WeightsUnavailable
from fvl_core.foundation.files import bytes_digest
from fvl_core.models.imports import import_library

FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "merges.txt",
    "spiece.model",
    "tokenizer.model",
)
PURPOSE = "Reading text"


class Tokenizer(NamedTuple):
    """Turn texts into ids (n, length) with `encode(texts, length)`; `note` tells where it comes from."""

    encode: Callable[[list[str], int], np.ndarray]
    end: int
    digest: str
    note: str = ""


def load_clip_tokenizer(folder: Path, *, rows: int) -> Tokenizer:
    """Return the tokenizer of a CLIP folder; without tokenizer files, open_clip's packaged BPE.

    Args:
        folder: of the model.
        rows: of the text tower's embedding table.

    Raises:
        WeightsUnavailable: when the files give an empty tokenizer, or one made for another vocabulary.
    """
    if not any((folder / name).is_file() for name in ("tokenizer.json", "vocab.json")):
        tokenizer = _packaged_bpe()
        require_working(tokenizer, size=49408, rows=rows, source="open_clip's packaged tokenizer")
        return tokenizer
    library = import_library(
        "transformers.models.clip.tokenization_clip", purpose=PURPOSE, install="transformers"
    )
    try:
        inner = library.CLIPTokenizer.from_pretrained(str(folder), local_files_only=True)
    except Exception as error:  # the tokenizers library raises bare Exception
        raise unusable(str(folder), "cannot be read") from error
    tokenizer = Tokenizer(encoder_of(inner), int(inner.eos_token_id), digest_of_words(folder))
    require_working(tokenizer, size=len(inner), rows=rows, source=str(folder))
    return tokenizer


def encoder_of(inner: Any) -> Callable[[list[str], int], np.ndarray]:
    """Return `encode(texts, length)` of a tokenizer of transformers: padded, and cut, to that length."""

    def encode(texts: list[str], length: int) -> np.ndarray:
        ids = inner(texts, padding="max_length", max_length=length, truncation=True)["input_ids"]
        return np.asarray(ids, np.int64)

    return encode


def _packaged_bpe() -> Tokenizer:
    inner = import_library(
        "open_clip.tokenizer", purpose=PURPOSE, install="open_clip_torch"
    ).SimpleTokenizer()

    def encode(texts: list[str], length: int) -> np.ndarray:
        return np.asarray(inner(texts, context_length=length), np.int64)

    note = "The folder has no tokenizer: open_clip's packaged BPE is used."
    return Tokenizer(encode, int(inner.eot_token_id), f"open_clip:{inner.vocab_size}", note)


def require_working(tokenizer: Tokenizer, *, size: int, rows: int, source: str) -> None:
    """Refuse what transformers makes of missing files without an error: a tokenizer that knows no words."""
    if size != rows:
        raise unusable(source, f"has {size} tokens, but the text tower has {rows} rows")
    red, blue = tokenizer.encode(["red", "blue"], 8)
    if (red == blue).all():
        raise unusable(source, "gives different words the same ids")


def unusable(source: str, reason: str) -> WeightsUnavailable:
    """Return the error for tokenizer files that cannot be worked with."""
    return WeightsUnavailable(
        f"The tokenizer of {source} {reason}.",
        remedy=f"Put its files ({', '.join(FILES)}) beside the weights.",
    )


def digest_of_words(folder: Path) -> str:
    """Return a digest of a folder's tokenizer files."""
    return bytes_digest(*((folder / name).read_bytes() for name in FILES if (folder / name).is_file()))
