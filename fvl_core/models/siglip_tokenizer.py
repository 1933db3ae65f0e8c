"""The tokenizers of SigLIP: whichever of transformers' a folder names, proven to work before it is used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from fvl_core.models.imports import import_library
from fvl_core.models.tokenizer_places import VOCABULARIES
from fvl_core.models.tokenizers import (
    PURPOSE,
    Tokenizer,
    digest_of_words,
    encoder_of,
    require_working,
    unusable,
)


def load_siglip_tokenizer(folder: Path, *, rows: int, clean: str = "") -> Tokenizer:
    """Return the tokenizer of a folder.

    Args:
        folder: that holds tokenizer files; `tokenizer_config.json` names the kind.
        rows: of the text tower's embedding table.
        clean: what open_clip does to a text first ("canonicalize", "lower", "whitespace"); "" for nothing,
            as transformers, whose tokenizer for SigLIP does it itself.

    Raises:
        WeightsUnavailable: when there are no such files, or they give an empty tokenizer, or one made for
            another vocabulary.
    """
    if not any((folder / name).is_file() for name in VOCABULARIES):
        raise unusable(str(folder), f"is missing ({', '.join(VOCABULARIES)})")
    library = import_library(
        "transformers.models.auto.tokenization_auto", purpose=PURPOSE, install="transformers sentencepiece"
    )
    try:
        # Said outright: unsaid, transformers asks whoever sits at the terminal whether to run its code.
        inner = library.AutoTokenizer.from_pretrained(
            str(folder), local_files_only=True, trust_remote_code=False
        )
    except Exception as error:  # the tokenizers library raises bare Exception
        raise unusable(str(folder), "cannot be read") from error
    encode = _cleaned(encoder_of(inner), clean)
    digest = digest_of_words(folder)
    tokenizer = Tokenizer(encode, int(inner.eos_token_id), f"{clean}:{digest}" if clean else digest)
    require_working(tokenizer, size=len(inner), rows=rows, source=str(folder))
    return tokenizer


def count_tokens(tokenizer: Tokenizer, text: str) -> int:
    """Count the tokens of a text with the mark of its end, nothing cut."""
    # A letter is four bytes at most and a token one byte at least, so that nothing is cut at this length.
    [row] = tokenizer.encode([text], 4 * len(text) + 2)
    ends: Any = np.flatnonzero(row == tokenizer.end)
    return int(ends[0]) + 1 if len(ends) else len(row)


def _cleaned(
    encode: Callable[[list[str], int], np.ndarray], clean: str
) -> Callable[[list[str], int], np.ndarray]:
    if not clean:
        return encode
    library = import_library("open_clip.tokenizer", purpose=PURPOSE, install="open_clip_torch")
    mend: Callable[[str], str] = library.get_clean_fn(clean)

    def encode_cleaned(texts: list[str], length: int) -> np.ndarray:
        return encode([mend(text) for text in texts], length)

    return encode_cleaned
