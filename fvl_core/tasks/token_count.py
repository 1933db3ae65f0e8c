"""What of a text a model reads: its tokens, the limit, and the part that is cut off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fvl_core.foundation.abilities import CountsTokens
from fvl_core.foundation.errors import WeightsUnavailable

if TYPE_CHECKING:
    from fvl_core.models.base import VisionLanguageModel


@dataclass(frozen=True)
class TokenCount:
    """State how a model reads a text; kept + cut is the text, cut begins after the last word read whole.

    n_tokens counts the whole text with the marks of start and end, limit is what the model takes in.
    """

    n_tokens: int
    limit: int
    kept: str
    cut: str


def read_tokens(model: VisionLanguageModel, text: str) -> TokenCount | None:
    """Count a text's tokens and find what the model leaves out; None for a model that cannot tell.

    Example:
        >>> from fvl_core.models.library import load_model
        >>> found = read_tokens(load_model("fvl-tiny"), "dress " * 60)
        >>> found.n_tokens, found.limit, len(found.kept.split()), len(found.cut.split())
        (61, 48, 47, 13)
    """
    if not isinstance(model, CountsTokens):
        return None
    try:
        n_tokens, limit = model.n_tokens(text), model.card.context_length
    except WeightsUnavailable:  # its tokenizer is not on this machine
        return None
    if n_tokens <= limit:
        return TokenCount(n_tokens, limit, text, "")
    ends = [0, *(word.end() for word in re.finditer(r"\S+", text))]
    low, high = 0, len(ends) - 1  # the first `low` words fit, the first `high` do not
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if model.n_tokens(text[: ends[middle]]) <= limit else (low, middle)
    return TokenCount(n_tokens, limit, text[: ends[low]], text[ends[low] :])
