"""FashionKLIP's way of cutting a text that is too long, which loses the mark of its end."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.models.imports import import_library

if TYPE_CHECKING:
    from open_clip.tokenizer import SimpleTokenizer

    from fvl_core.models.card import ModelCard

FAMILIES_THAT_CUT = ("fashionklip", "open_clip", "openfashionclip", "clip4cir")
Truncation = Literal["keep_eot", "klip"]


def truncations(family: str) -> tuple[Truncation, ...]:
    """Return the ways in which a family can cut a text that is too long, the usual one first.

    Example:
        >>> truncations("fashionklip"), truncations("open_clip:ViT-B-32"), truncations("transformers")
        (('keep_eot', 'klip'), ('keep_eot', 'klip'), ('keep_eot',))
    """
    return ("keep_eot", "klip") if family.partition(":")[0] in FAMILIES_THAT_CUT else ("keep_eot",)


def card_that_cuts(card: ModelCard, truncate: str) -> ModelCard:
    """Return a card whose too long texts are cut in the way that is named.

    Raises:
        InvalidInputError: for another way, or a family whose tokenizer is not CLIP's.
    """
    ways: dict[str, Truncation] = {"keep_eot": "keep_eot", "klip": "klip"}
    if truncate not in ways:
        raise InvalidInputError(
            f"There is no way {truncate!r} to cut texts.", remedy='Say "keep_eot" or "klip".'
        )
    if ways[truncate] not in truncations(card.family):
        raise InvalidInputError(
            f"Texts of {card.title} cannot be cut as FashionKLIP cuts them.",
            remedy=f"Leave it out; it works for {', '.join(FAMILIES_THAT_CUT)}.",
        )
    return replace(card, truncation=ways[truncate])


def require_clip_words(card: ModelCard, *, rows: int) -> None:
    """Refuse FashionKLIP's way of cutting for a network whose token table is not that of CLIP's tokenizer.

    Raises:
        InvalidInputError: when the card asks for it and `rows` are not 49,408.
    """
    if card.truncation == "klip" and rows != 49408:
        raise InvalidInputError(
            f"{card.title} has {rows} token embeddings, and no texts that FashionKLIP could cut.",
            remedy='Leave truncate="klip" out.',
        )


def klip_tokens(texts: list[str], length: int) -> np.ndarray:
    """Return token ids (n, length) as FashionKLIP makes them: cut at `length`, the end's mark with the rest.

    A network reads a text at its largest id, which is the end's mark; where that is cut off it is the
    start's, which has seen nothing: all texts that are too long get one and the same vector. open_clip puts
    the end's mark back ("keep_eot").

    Source: `tokenize` of FashionKLIP (EasyNLP).

    Example:
        >>> short, long = klip_tokens(["red dress", "red " * 9], 6).tolist()
        >>> short, long
        ([49406, 736, 2595, 49407, 0, 0], [49406, 736, 736, 736, 736, 736])
    """
    tokenizer = _clip_bpe()
    ids = np.zeros((len(texts), length), np.int64)
    for row, text in zip(ids, texts, strict=True):
        whole = [tokenizer.sot_token_id, *tokenizer.encode(text), tokenizer.eot_token_id][:length]
        row[: len(whole)] = whole
    return ids


@lru_cache(maxsize=1)
def _clip_bpe() -> SimpleTokenizer:
    library = import_library("open_clip.tokenizer", purpose="Reading text", install="open_clip_torch")
    return library.SimpleTokenizer()
