"""The conditions under which composed questions are asked, checked before anything is encoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fvl_core.composition.base import Composer
from fvl_core.composition.library import load_composer
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.tasks.question_words import wording_for

if TYPE_CHECKING:
    from fvl_core.embedding.cache import EmbeddingCache
    from fvl_core.models.base import VisionLanguageModel
    from fvl_core.tasks.question_words import Wording

COUNTER_WORDS = "what the words would replace, by a zero-shot reading of the reference"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Say how questions are asked.

    Attributes:
        model, composer: what encodes and what puts together. text_weight: the words' share, for weighted
        composers. wording: how several captions become words; "auto" is what the composer's authors do.
        without_reference: whether a query's own reference is left out of its ranking. n_top: how many
        items in front to name. cache: where vectors are kept.
    """

    model: VisionLanguageModel
    composer: Composer
    cache: EmbeddingCache
    without_reference: bool
    text_weight: float = 0.5
    wording: Wording = "auto"
    n_top: int = 1

    @property
    def words(self) -> str:
        """Return the wording that is meant: a name in `WORDINGS`."""
        return wording_for(self.composer) if self.wording == "auto" else self.wording

    @property
    def facts(self) -> dict[str, Any]:
        """Return what a report says of it."""
        return {
            "composer": self.composer.name,
            "composer_of": self.composer.of,
            "text_weight": self.text_weight if self.composer.weighted else None,
            "query_template": self.model.card.query_template if self.composer.late else None,
            "counter_words": COUNTER_WORDS if self.composer.contrasts else None,
            "reference": "left out" if self.without_reference else "kept",
        }


def setting_for(
    model: VisionLanguageModel,
    composer: str | Composer,
    *,
    cache: EmbeddingCache,
    without_reference: bool,
    text_weight: float = 0.5,
    wording: Wording = "auto",
    n_top: int = 1,
) -> Setting:
    """Check what was asked for before anything is encoded.

    Raises:
        UnknownNameError: for a composer that does not exist.
        InvalidInputError: for a share outside 0 to 1, or a composer that does not fit the model.
    """
    chosen = load_composer(composer, space=model.space) if isinstance(composer, str) else composer
    if not 0 <= text_weight <= 1:
        raise InvalidInputError(f"The words' share is {text_weight:g}.", remedy="Give a number from 0 to 1.")
    chosen.require_model(model)
    return Setting(
        model=model,
        composer=chosen,
        cache=cache,
        without_reference=without_reference,
        text_weight=text_weight,
        wording=wording,
        n_top=n_top,
    )
