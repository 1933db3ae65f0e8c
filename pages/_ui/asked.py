"""What a visitor asks of the Search page, as the address holds it."""

from __future__ import annotations

from dataclasses import dataclass

import fvl_core as fvl
from pages._ui import address, pictures
from pages._ui.engines import COMPOSER

COUNTS = (12, 24, 48, 96)
DEFAULT_COUNT = 24


@dataclass(frozen=True)
class Asked:
    """Hold one question. `lost` says what the address asked for and cannot be given."""

    words: str
    picture: pictures.Picture | None
    composer: str
    k: int
    where: address.Filters
    lost: tuple[str, ...]

    @property
    def composed(self) -> bool:
        """Tell whether picture and words meet in this query."""
        return bool(self.words and self.picture)

    @property
    def empty(self) -> bool:
        """Tell whether nothing is asked."""
        return not (self.words or self.picture)

    def query(self, words_weight: float) -> fvl.Query:
        """Return the query; the picture weighs what the words leave."""
        return fvl.Query(
            self.words or None,
            self.picture.source if self.picture else None,
            text_weight=words_weight if self.composed else 1.0,
            image_weight=1.0 - words_weight if self.composed else 1.0,
            where=self.where or None,
        )


def read(catalogue: fvl.Catalogue) -> Asked:
    """Read the address; what it asks for and nobody has is left out and named."""
    lost: list[str] = []
    picture = next(iter(pictures.of_address(catalogue, lost)), None)
    where, unknown = address.filters(catalogue)
    lost += [f"The filter “{entry}” does not fit this catalogue and is left out." for entry in unknown]
    composer = address.text("composer") or COMPOSER
    if composer not in fvl.list_composers():
        lost.append(f"There is no composer “{composer}”; “{COMPOSER}” is used.")
        composer = COMPOSER
    return Asked(address.text("q"), picture, composer, _count(lost), where, tuple(lost))


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
