"""What would complete an outfit: worn items, and the items of a category that go with them best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.embedding.pipeline import EncodingReport, encode_catalogue
from fvl_core.foundation.abilities import CompletesOutfits
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.queries import Hit, Hits
from fvl_core.tasks.outfit_categories import OutfitCategories

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.search import SearchEngine

Asked = tuple[str, str]
"""A worn item's id, and the category that is looked for."""


@dataclass(frozen=True, eq=False)
class OutfitEngine:
    """Complete outfits from one catalogue whose items have categories that Polyvore Outfits has.

    CSA-Net encodes each worn item for the category that is looked for, and an outfit asks with the mean of
    its items' vectors. Any other model asks with the mean of the plain picture vectors, which is a baseline:
    it finds what looks alike, not what goes together.

    Attributes:
        encoding: the items that could be encoded, and why others could not.
        categories: by what the catalogue tells its garments apart, and Polyvore's number of each kind.

    Source: Lin, Tran, Davis: "Fashion Outfit Complementary Item Retrieval", CVPR 2020; the mean over items is
    that of FashionViL's authors (`r@k_ocir`).
    """

    catalogue: Catalogue
    model: VisionLanguageModel
    encoding: EncodingReport
    categories: OutfitCategories

    @classmethod
    def of(cls, engine: SearchEngine) -> OutfitEngine:
        """Complete outfits over the vectors of a search engine; nothing is encoded.

        Raises:
            InvalidInputError: when no item has a category that Polyvore Outfits has.
        """
        n_cached = len(engine.ids) - engine.n_encoded
        encoding = EncodingReport(engine.gallery, engine.failures, engine.n_encoded, n_cached)
        return cls(engine.catalogue, engine.model, encoding, OutfitCategories.of(engine.catalogue))

    @classmethod
    def build(
        cls,
        catalogue: Catalogue,
        model: VisionLanguageModel,
        *,
        cache: EmbeddingCache | None = None,
        on_progress: OnProgress | None = None,
    ) -> OutfitEngine:
        """Encode a catalogue's pictures, as far as they are not in the cache.

        Raises:
            InvalidInputError: when no item has a category that Polyvore Outfits has.
        """
        categories = OutfitCategories.of(catalogue)
        report = encode_catalogue(catalogue, model, cache=cache or EmbeddingCache(), on_progress=on_progress)
        return cls(catalogue, model, report, categories)

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of the items that could be encoded."""
        return self.encoding.embeddings.ids

    @property
    def vectors(self) -> np.ndarray:
        """Return their unit vectors as what is looked for, (n, d)."""
        return self.encoding.embeddings.vectors

    @property
    def conditioned(self) -> bool:
        """Tell whether the model encodes worn items for a category."""
        return isinstance(self.model, CompletesOutfits)

    def complete(self, worn: Sequence[str], category: str, *, k: int = 10) -> Hits:
        """Return the k items of a category that go with the worn ones best; worn items are left out.

        The score is the mean, over the worn items, of the cosine between worn and found item.

        Raises:
            InvalidInputError: without a worn item, for an unknown one, a category of which there is no item,
            or k below 1.
        """
        if not worn or k < 1:
            raise InvalidInputError(
                f"{len(worn)} worn items and k = {k} came.", remedy="Name at least one item, and k from 1."
            )
        places = [
            place
            for place, item_id in enumerate(self.ids)
            if self.category_of(item_id) == category and item_id not in worn
        ]
        if not places:
            raise InvalidInputError(
                f"No item of the category {category!r} is there to be found.",
                remedy=f"Choose one of {', '.join(list(self.categories.number_of)[:20])}.",
            )
        query = self.queries([(tuple(worn), category)])[0]
        scores = self.vectors[places] @ query
        best = np.argsort(-scores, kind="stable")[:k]
        hits = tuple(
            Hit(self.ids[places[place]], float(scores[place]), rank)
            for rank, place in enumerate(best, start=1)
        )
        facts = {"model": self.model.name, "category": category, "conditioned": self.conditioned}
        return Hits(hits, self.model.space, "outfit", len(places), facts)

    def queries(self, outfits: Sequence[tuple[tuple[str, ...], str]]) -> np.ndarray:
        """Return one row per outfit (worn ids, category): the mean of its items' unit vectors, (n, d)."""
        asked = [(item_id, category) for worn, category in outfits for item_id in worn]
        rows = self.worn_vectors(asked)
        return np.stack(
            [np.mean([rows[item_id, category] for item_id in worn], axis=0) for worn, category in outfits]
        )

    def worn_vectors(self, asked: Sequence[Asked]) -> Mapping[Asked, np.ndarray]:
        """Return the unit vector of every (worn item, category looked for), each encoded once."""
        pairs = list(dict.fromkeys(asked))
        if not isinstance(self.model, CompletesOutfits):
            return {(item_id, category): self.vector(item_id) for item_id, category in pairs}
        items = [self.catalogue.item(item_id) for item_id, _ in pairs]
        found = self.model.encode_worn(
            [item.image for item in items],
            [self.categories.require_number(self.categories.value_of(item)) for item in items],
            [self.categories.require_number(category) for _, category in pairs],
        )
        return dict(zip(pairs, found.vectors, strict=True))

    def vector(self, item_id: str) -> np.ndarray:
        """Return an item's vector as what is looked for.

        Raises:
            InvalidInputError: for an item that is not there, or whose picture cannot be read.
        """
        self.catalogue.position(item_id)
        if item_id not in self.places:
            raise InvalidInputError(
                f"The picture of {item_id} cannot be read.", remedy="Choose another item."
            )
        return np.asarray(self.vectors[self.places[item_id]])

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the row of each item by its id."""
        return {item_id: place for place, item_id in enumerate(self.ids)}

    def category_of(self, item_id: str) -> str:
        """Return an item's category as the catalogue has it, "" without one."""
        return self.categories.value_of(self.catalogue.item(item_id))
