"""What a person asks for, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, overload

from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.foundation.images import ImageSource
    from fvl_core.foundation.items import Where


@dataclass(frozen=True, kw_only=True)
class Ingredient:
    """Name one part of a query: words or a picture, with a signed weight (negative: less like this).

    Raises:
        InvalidInputError: for neither, for both, or for blank words.

    Example:
        >>> query = Query("red dress", ingredients=[Ingredient(text="stripes", weight=-0.3)])
        >>> [part.weight for part in query.parts]
        [0.5, -0.3]
    """

    text: str | None = None
    image: ImageSource | None = None
    weight: float = 1.0

    def __post_init__(self) -> None:
        if (self.text is None) == (self.image is None):
            raise InvalidInputError("An ingredient is either words or a picture.", remedy="Give exactly one.")
        if self.text is not None and not self.text.strip():
            raise InvalidInputError(
                "The words of an ingredient are empty.", remedy="Type some, or leave it out."
            )


@dataclass(frozen=True)
class Query:
    """Ask by words, by picture, by both, or by any number of weighted ingredients.

    `text` and `image` are shorthand for two ingredients with `text_weight` and `image_weight`; blank
    words count as absent. `where` keeps only items whose attributes have one of the given values.

    Raises:
        InvalidInputError: when nothing is asked, or the only ingredients weigh nothing.

    Example:
        >>> [(i.text, i.weight) for i in Query("red dress").parts]
        [('red dress', 0.5)]
    """

    text: str | None = None
    image: ImageSource | None = None
    text_weight: float = field(default=0.5, kw_only=True)
    image_weight: float = field(default=0.5, kw_only=True)
    ingredients: Sequence[Ingredient] = field(default=(), kw_only=True)
    where: Where | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if not self.parts:
            raise InvalidInputError("The query is empty.", remedy="Type words, add a picture, or both.")
        if not any(part.weight for part in self.parts):
            raise InvalidInputError(
                "Every part of the query has weight 0.", remedy="Raise one of the weights."
            )

    @property
    def parts(self) -> tuple[Ingredient, ...]:
        """Return all ingredients, those of the shorthand first."""
        shorthand = []
        if self.image is not None:
            shorthand.append(Ingredient(image=self.image, weight=self.image_weight))
        if self.text is not None and self.text.strip():
            shorthand.append(Ingredient(text=self.text, weight=self.text_weight))
        return (*shorthand, *self.ingredients)


@dataclass(frozen=True)
class Hit:
    """Name one answer: score is a cosine in [-1, 1], rank 1 is best."""

    item_id: str
    score: float
    rank: int


@dataclass(frozen=True)
class Hits(Sequence[Hit]):
    """Hold the answers to one query, best first, with the model and composer that gave them.

    Attributes:
        entries: the answers. space, composer: what ranked them. n_candidates: items that passed the filter.
        facts: the model's name, the index, and whether it may miss a neighbour.

    Example:
        >>> hits = Hits((Hit("a", 0.9, 1), Hit("b", 0.4, 2)), space="toy", composer="sum", n_candidates=2)
        >>> [hit.item_id for hit in hits], hits[0].score
        (['a', 'b'], 0.9)
    """

    entries: tuple[Hit, ...]
    space: str
    composer: str
    n_candidates: int
    facts: Mapping[str, object] = field(default_factory=dict)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, index: int | slice) -> Hit | tuple[Hit, ...]:
        return self.entries[index]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)
