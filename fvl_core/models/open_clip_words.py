"""Which tokenizer a network of open_clip reads with: the packaged one, or one of another repository."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fvl_core.foundation.errors import WeightsUnavailable
from fvl_core.models.card import ModelCard
from fvl_core.models.imports import import_library
from fvl_core.models.siglip_tokenizer import count_tokens, load_siglip_tokenizer
from fvl_core.models.tokenizer_places import find_tokenizer, named_tokenizer
from fvl_core.models.tokenizers import PURPOSE

_CLIPS_ROWS = 49408


class Words(NamedTuple):
    """Turn texts into ids (n, length) with `encode(texts, length)`; `count(text)` cuts nothing."""

    encode: Callable[[list[str], int], np.ndarray]
    count: Callable[[str], int]
    digest: str


def words_for(path: Path, config: Mapping[str, Any], card: ModelCard) -> Words:
    """Return the tokenizer that a configuration names, from the folder or from where it was fetched to.

    Raises:
        WeightsUnavailable: when it is not here, or was made for another vocabulary.
    """
    text = config["text_cfg"]
    if name := named_tokenizer(config):
        return _named(path, name, text, card)
    library = import_library("open_clip.tokenizer", purpose=PURPOSE, install="open_clip_torch")
    inner = library.SimpleTokenizer(**(text.get("tokenizer_kwargs") or {}))
    rows = text.get("vocab_size", _CLIPS_ROWS)
    if inner.vocab_size != rows:
        raise WeightsUnavailable(
            f"{card.title} has {rows} token embeddings, open_clip's tokenizer {inner.vocab_size} tokens.",
            remedy="This model needs another tokenizer, which the studio does not have.",
        )
    return Words(
        lambda texts, length: np.asarray(inner(texts, context_length=length)),
        lambda text: len(inner.encode(text)) + 2,
        f"open_clip:{inner.vocab_size}",
    )


def _named(path: Path, name: str, text: Mapping[str, Any], card: ModelCard) -> Words:
    folder = find_tokenizer(path, name)
    if folder is None:
        raise WeightsUnavailable(
            f"{card.title} reads with the tokenizer of {name}, which is not on this machine.",
            remedy=f"Fetch the model again with network, or put that tokenizer's files into {path}.",
        )
    asked = text.get("tokenizer_kwargs") or {}
    rows = int(text.get("vocab_size", _CLIPS_ROWS))
    inner = load_siglip_tokenizer(folder, rows=rows, clean=str(asked.get("clean", "whitespace")))
    return Words(inner.encode, lambda text: count_tokens(inner, text), inner.digest)
