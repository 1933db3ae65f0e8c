"""SEARLE: the picture becomes a word of the model's own language, and the query is a sentence with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from fvl_core.composition.base import Composer
from fvl_core.composition.phi_file import PhiWeights, read_phi
from fvl_core.foundation.abilities import PSEUDO_WORD, AcceptsPseudoWords
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError, WeightsUnavailable
from fvl_core.foundation.settings import cache_dir

if TYPE_CHECKING:
    from fvl_core.foundation.abilities import EncodesBothSides
    from fvl_core.foundation.images import ImageSource

PROMPT = f"a photo of {PSEUDO_WORD} that {{}}"
"""SEARLE's words for composed queries; the picture stands where the placeholder is."""
RELEASED = {512: "SEARLE_ViT-B32.pt", 768: "SEARLE_ViT-L14.pt"}
"""The released files by the width of the features: OpenAI's ViT-B/32 and ViT-L/14, and no other CLIPs."""
_OPENAIS = ("ViT-B-32-quickgelu", "ViT-L-14-quickgelu")
"""How spaces of OpenAI's CLIPs begin: for all others, such as FashionCLIP's, the released files are wrong."""
ADDRESS = "https://github.com/miccunifi/SEARLE/releases/download/weights/"


def phi_folder() -> Path:
    """Return where Phi files are looked for when none is named."""
    return cache_dir() / "models" / "searle"


class Searle(Composer):
    """Ask "a photo of $ that MODIFIER", with the picture's pseudo-word in the place of "$".

    Phi turns the raw picture feature into a vector as wide as the model's token embeddings; the text tower
    reads it as a word. The query lives in the space of pictures as any text does, so an index stays as it
    is. A picture alone, or words alone, are taken as they are.

    Args:
        weights: the Phi; by default the released file for the model's width, where it lies in the cache
            folder's `models/searle`. It is valid for the CLIP that it was trained for alone.

    Source: Baldrati et al., "Zero-Shot Composed Image Retrieval with Textual Inversion", ICCV 2023;
    licence CC BY-NC 4.0, not for commercial use.
    """

    name: ClassVar[str] = "searle"
    summary: ClassVar[str] = "Makes the picture a word of the model's language; its files are non-commercial."
    learned: ClassVar[bool] = True
    unsplit: ClassVar[str] = "asks in a sentence in which the picture stands as a word, so no score is a sum"
    late: ClassVar[bool] = False

    def __init__(self, weights: PhiWeights | None = None) -> None:
        self._given = weights

    @property
    def of(self) -> str:
        """Return the file of the weights, "" while none is chosen."""
        return self._given.source if self._given is not None else ""

    def weights_for(self, dim: int) -> PhiWeights:
        """Return the Phi for features of `dim` numbers.

        Raises:
            WeightsUnavailable: when none was given, and none for this width lies in the cache folder.
            InvalidInputError: when the given one is for another width, or there is none for this.
        """
        if self._given is None and dim not in RELEASED:
            raise InvalidInputError(
                f"SEARLE has no Phi for features of {dim} numbers: it was made for OpenAI's ViT-B/32 (512) "
                "and ViT-L/14 (768).",
                remedy="Choose one of these models, give a Phi of your own, or choose another composer.",
            )
        held = self._given or _released(phi_folder() / RELEASED[dim])
        if held.dim != dim:
            raise InvalidInputError(
                f"{held.source} takes features of {held.dim} numbers, the model gives {dim}.",
                remedy="Take the Phi of this model, or choose another composer.",
            )
        return held

    def require_fit(self, space: str, dim: int) -> None:
        """Refuse features of a width that the Phi does not take; a file does not say more.

        The released files are refused for what is none of OpenAI's; a file that somebody gives is believed.
        """
        architecture = space.partition(":")[0]
        if self._given is None and dim in RELEASED and architecture not in _OPENAIS:
            raise InvalidInputError(
                f"SEARLE's Phi was made for OpenAI's CLIP, and this {architecture} is another.",
                remedy="Choose openai-clip-vit-b32, keep a Phi for this model (Models page), or choose "
                "another composer.",
            )
        self.weights_for(dim)

    def require_model(self, model: EncodesBothSides) -> None:
        """Refuse a model that takes no pseudo-words, or words of another width."""
        self._require_ability(model)

    def _require_ability(self, model: EncodesBothSides) -> AcceptsPseudoWords:
        if not isinstance(model, AcceptsPseudoWords):
            raise InvalidInputError(
                "This model's text tower takes no vector in the place of a word.",
                remedy="Choose a CLIP of open_clip or Hugging Face, or another composer.",
            )
        self.require_fit(model.space, model.dim)
        held = self.weights_for(model.dim)
        if held.word_width != model.word_width:
            raise InvalidInputError(
                f"{held.source} makes words of {held.word_width} numbers, the model has {model.word_width}.",
                remedy="Take the Phi of this model, or choose another composer.",
            )
        return model

    def compose(
        self,
        model: EncodesBothSides,
        images: Sequence[ImageSource] | Embeddings | None,
        texts: Sequence[str] | Embeddings | None,
        *,
        image_weight: float = 0.5,
        text_weight: float = 0.5,
    ) -> Embeddings:
        """Ask for each picture in the words of its text; weights do not matter.

        Raises:
            SpaceMismatchError: when embeddings of another model come.
            InvalidInputError: for embeddings instead of words, sides of different lengths, or a model that
                does not fit. WeightsUnavailable: without a Phi.
        """
        del image_weight, text_weight
        if images is None or texts is None:
            return super().compose(model, images, texts)
        if isinstance(texts, Embeddings):
            raise self._needs_words()
        pictures = images if isinstance(images, Embeddings) else model.encode_images(images)
        pictures.require_space(model.space)
        able = self._require_ability(model)
        if len(pictures) != len(texts):
            raise InvalidInputError(
                f"{len(pictures)} pictures and {len(texts)} texts came.", remedy="Give as many of each."
            )
        prompts = [PROMPT.replace("{}", text) for text in texts]
        return able.encode_with_words(prompts, self.weights_for(model.dim).words(pictures.raw))

    def _fuse(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> np.ndarray:
        del image, text, image_weight, text_weight
        raise self._needs_words()

    def _needs_words(self) -> InvalidInputError:
        return InvalidInputError(
            "SEARLE reads the words themselves, not their features.",
            remedy="Use compose with a model, pictures and texts.",
        )


def _released(path: Path) -> PhiWeights:
    try:
        facts = path.stat()
    except OSError as error:
        raise WeightsUnavailable(
            f"SEARLE's {path.name} is not on this machine.",
            remedy=f"Download {ADDRESS}{path.name} (nobody has tried this address from here; CC BY-NC 4.0) "
            f"to {path.parent}, or name a Phi file (--checkpoint).",
        ) from error
    return _read_once(path, facts.st_size, facts.st_mtime_ns)


@lru_cache(maxsize=len(RELEASED))
def _read_once(path: Path, *_facts: int) -> PhiWeights:
    return read_phi(path)
