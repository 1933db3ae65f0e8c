"""What a visitor asks of the Search page, as the address holds it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

import fvl_core as fvl
from pages._ui import address, pictures
from pages._ui.composed import crop, parts
from pages._ui.engines import COMPOSER

COUNTS = (12, 24, 48, 96)
DEFAULT_COUNT = 24


@dataclass(frozen=True)
class Asked:
    """Hold one question. `lost` says what the address asked for and cannot be given.

    `picture` is the reference as it is used, `whole` the same before it was cropped; `extras` are further
    ingredients.
    """

    words: str
    picture: pictures.Picture | None
    composer: str
    k: int
    where: address.Filters
    lost: tuple[str, ...]
    whole: pictures.Picture | None = None
    extras: tuple[parts.Part, ...] = ()

    @property
    def paired(self) -> bool:
        """Tell whether main words and a reference meet in this query."""
        return bool(self.words and self.picture)

    @property
    def composed(self) -> bool:
        """Tell whether the query has more than one part, so that a composer puts it together."""
        return bool(self.words) + bool(self.picture) + len(self.extras) > 1

    @property
    def empty(self) -> bool:
        """Tell whether nothing is asked."""
        return not (self.words or self.picture or self.extras)

    @property
    def without(self) -> tuple[str, ...]:
        """Return the garment that is to be changed: it is never the answer to "the same, but"."""
        item = self.picture.item if self.picture and self.words else None
        return (item.id,) if item else ()

    def query(self, words_weight: float) -> fvl.Query:
        """Return the query; the reference weighs what the main words leave."""
        return fvl.Query(
            self.words or None,
            self.picture.source if self.picture else None,
            text_weight=words_weight if self.paired else 1.0,
            image_weight=1.0 - words_weight if self.paired else 1.0,
            ingredients=[part.ingredient for part in self.extras],
            where=self.where or None,
        )

    def texts(self) -> list[str]:
        """Return all words of the query, the main ones first."""
        return [words for words in (self.words, *(p.value for p in self.extras if not p.picture)) if words]

    def pictures(self) -> list[pictures.Picture]:
        """Return all pictures of the query, the reference first."""
        return [found for found in (self.picture, *(part.picture for part in self.extras)) if found]

    def names(self) -> tuple[str, ...]:
        """Return what people call its parts, in the order of the query's own."""
        main = [self.picture.name] if self.picture else []
        main += [f"“{self.words}”"] if self.words else []
        return (*main, *(part.name for part in self.extras))

    def told(self, words_weight: float) -> str:
        """Return the recipe in one line, weights with their signs."""
        weights = [part.weight for part in self.query(words_weight).parts]
        return " ".join(f"{weight:+.2f} × {name}" for weight, name in zip(weights, self.names(), strict=True))


def read(catalogue: fvl.Catalogue) -> Asked:
    """Read the address; what it asks for and nobody has is left out and named."""
    lost: list[str] = []
    whole = next(iter(pictures.of_address(catalogue, lost)), None)
    where, unknown = address.filters(catalogue)
    lost += [f"The filter “{entry}” does not fit this catalogue and is left out." for entry in unknown]
    composer = address.text("composer") or COMPOSER
    if composer not in fvl.list_composers():
        lost.append(f"There is no composer “{composer}”; “{COMPOSER}” is used.")
        composer = COMPOSER
    picture, extras = crop.read(whole, lost), parts.read(catalogue, lost)
    k = _count(lost)
    return Asked(address.text("q"), picture, composer, k, where, tuple(lost), whole, extras)


def share_of_words() -> float:
    """Return how much the main words weigh against the reference: by the slider, before it by the address."""
    return share_in(st.session_state.get("w", address.text("w")))


def share_in(written: object) -> float:
    """Return the share that somebody wrote; one half for what is none.

    Example:
        >>> share_in("0.7"), share_in("nan"), share_in("all"), share_in("")
        (0.7, 0.5, 0.5, 0.5)
    """
    try:
        share = float(str(written))
    except ValueError:
        return 0.5
    return share if 0.0 <= share <= 1.0 else 0.5


def _count(lost: list[str]) -> int:
    wanted = address.text("k")
    if not wanted:
        return DEFAULT_COUNT
    if wanted in map(str, COUNTS):
        return int(wanted)
    if wanted.isdecimal() and int(wanted) > 0:
        return min(int(wanted), COUNTS[-1])
    lost.append(f"“{wanted}” is no number of results; {DEFAULT_COUNT} are shown.")
    return DEFAULT_COUNT
