"""How the captions of a published question become the words of a query, as each method's authors do it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from fvl_core.catalogues.questions import both_orders, joined

if TYPE_CHECKING:
    from fvl_core.composition.base import Composer

Wording = Literal["auto", "joined", "both-orders", "comma"]
WORDINGS: dict[str, str] = {
    "joined": "both captions joined by 'and', as CLIP4Cir does",
    "both-orders": "the normalised mean of the captions joined in either order, as SEARLE does",
    "comma": "both captions joined by ', ', as FashionViL does",
}


def wording_for(composer: Composer) -> str:
    """Return the wording that a composer's authors use, a name in `WORDINGS`."""
    if composer.reads_pictures:
        return "comma"
    return "joined" if composer.late else "both-orders"


def worded(captions: Sequence[str], wording: str) -> tuple[str, ...]:
    """Return the texts of a query; of several, the mean of their queries is asked.

    Example:
        >>> worded(["is Red.", "long"], "joined"), worded(["is Red.", "long"], "comma")
        (('Is red and long',), ('is Red., long',))
    """
    if wording == "comma":
        return (", ".join(captions),)
    return (joined(captions),) if wording == "joined" else both_orders(captions)


def same_words(captions: Sequence[str], words: str) -> bool:
    """Tell whether words ask what captions say: joined in either order; case and punctuation do not matter.

    Example:
        >>> same_words(["is Red.", "has long sleeves"], "has long sleeves and is red")
        True
        >>> same_words(["is Red.", "has long sleeves"], "is red")
        False
    """
    said = [_bare(caption) for caption in captions]
    asked = _bare(words)
    orders = (said, said[::-1])
    return any(asked == _bare(between.join(order)) for order in orders for between in (" and ", " "))


def as_published(composer: Composer, captions: Sequence[str], words: str) -> bool:
    """Tell whether words are the very text that a benchmark with this composer asks."""
    texts = worded(captions, wording_for(composer))
    return len(texts) == 1 and texts[0].strip().casefold() == words.strip().casefold()


def _bare(words: str) -> str:
    return " ".join(re.sub(r"[.,;?!]+", " ", words.casefold()).split())
