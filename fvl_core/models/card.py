"""Facts about a model, read from a TOML file; an unknown key is an error, so a typo cannot hide."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from fvl_core.foundation.errors import InvalidInputError

Resize = Literal["shortest", "squash", "squash-crop"]
Ability = Literal["search", "compose", "classify", "localise", "outfits"]
_ABILITIES: tuple[Ability, ...] = ("search", "compose", "classify", "localise")
"""What every model of pictures and words can do: composers and occlusion maps fit them all."""


@dataclass(frozen=True, kw_only=True)
class Preprocessing:
    """State how a picture becomes pixels: pad, resize, centre crop, then (x / 255 - mean) / std.

    `pad` adds black on both sides before anything else: "square" until both are equal, "target" until the
    longer one is `pad_ratio` times the shorter, where it is longer than that; both are CLIP4Cir's, to the
    pixel. `resize` is "shortest" (shorter side to `image_size`, then a centre crop), "squash" (both sides),
    or "squash-crop" (both sides to 8/7 of it, as 256 is to 224, then a centre crop).
    `crop_rounding` says where a crop begins whose margin is half a pixel: open_clip takes the "nearest"
    even pixel, Hugging Face's processor the one "below".
    """

    image_size: int = 224
    resize: Resize = "shortest"
    interpolation: Literal["bicubic", "bilinear"] = "bicubic"
    crop_rounding: Literal["nearest", "below"] = "nearest"
    mean: tuple[float, float, float] = (0.48145466, 0.4578275, 0.40821073)
    std: tuple[float, float, float] = (0.26862954, 0.26130258, 0.27577711)
    pad: Literal["none", "square", "target"] = "none"
    pad_ratio: float = 1.25

    def __repr__(self) -> str:
        """Name every fact that shapes the pixels: spaces are told apart by it.

        Padding is named only where there is some, so that vectors from before it was known stay known.
        """
        shown = [entry.name for entry in fields(self) if not entry.name.startswith("pad")]
        shown += {"none": [], "square": ["pad"], "target": ["pad", "pad_ratio"]}[self.pad]
        return f"Preprocessing({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"


@dataclass(frozen=True, kw_only=True)
class ScoreRule:
    """State how cosines become probabilities.

    `kind` is "softmax" over labels or "sigmoid" per label; `scale` is a number, or "model" for the logit
    scale in the weights; `bias` is the same for the sigmoid's bias.
    """

    kind: Literal["softmax", "sigmoid"] = "softmax"
    scale: float | Literal["model"] = "model"
    bias: float | Literal["model"] = 0.0


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """Hold one measured figure: what, on what, how many, value in [0, 1], 95 % interval, and the command."""

    measure: str
    value: float
    low: float
    high: float
    n: int
    protocol: str
    command: str


@dataclass(frozen=True, kw_only=True)
class Companion:
    """Name one more file that a load needs, and the address from which `fetch` takes it."""

    filename: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """Describe a model: where it comes from, how it is fed, how it is scored, what is known about it.

    Fields:
        name: what people type. title: what people read. family: which adapter loads it. architecture:
        the adapter's own name for the network ("ViT-B-32"). source: "embedded", "hub" or "url".
        repository, revision: of the hub. url: of a file. filename: of the weights, where there are many.
        files: every file that a load needs. download_mb: megabytes to fetch, None when nobody has read
        it; `download_about` says that it is computed from parameters. verified: whether somebody has
        fetched from this source and loaded it.
        dim: of the joint space. context_length: tokens per text. templates: prompts with "{}".
        query_template: put round a search text, "{}" for none. labels: names of what a trained
        classification head tells apart, in its order. untrained: whether the weights are known to be random.
        by_hand: whether `url` is a page where a person downloads `filename`; companions: further files that
        `fetch` puts beside it. truncation: whether a text that is too long keeps the mark of its end, or is
        cut as FashionKLIP cuts it (see `klip_tokens`). abilities: what it can do. path: of the file or
        folder of a "local" model.

    Example:
        >>> card = ModelCard(name="toy", title="Toy", family="hand", dim=4)
        >>> card.templates, card.score.kind
        (('{}',), 'softmax')
    """

    name: str
    title: str
    family: str
    dim: int
    architecture: str = ""
    source: Literal["embedded", "hub", "url", "local"] = "local"
    repository: str = ""
    revision: str = ""
    url: str = ""
    filename: str = ""
    files: tuple[str, ...] = ()
    download_mb: float | None = None
    download_about: bool = False
    verified: bool = False
    parameters: int | None = None
    context_length: int = 77
    preprocessing: Preprocessing = field(default_factory=Preprocessing)
    templates: tuple[str, ...] = ("{}",)
    query_template: str = "{}"
    score: ScoreRule = field(default_factory=ScoreRule)
    licence: str = ""
    non_commercial: bool = False
    trained_on: str = ""
    reference: str = ""
    reference_url: str = ""
    notes: str = ""
    abilities: tuple[Ability, ...] = _ABILITIES
    untrained: bool = False
    path: str = ""
    measured: tuple[Measurement, ...] = ()
    labels: tuple[str, ...] = ()
    by_hand: bool = False
    truncation: Literal["keep_eot", "klip"] = "keep_eot"
    companions: tuple[Companion, ...] = ()

    @property
    def lacks(self) -> tuple[Ability, ...]:
        """Return what it cannot do."""
        return tuple(each for each in get_args(Ability) if each not in self.abilities)

    @classmethod
    def read(cls, path: Path) -> ModelCard:
        """Read a card from a TOML file.

        Raises:
            InvalidInputError: naming the file and the key, for an unknown key or a missing one.
        """
        try:
            return cls.from_mapping(tomllib.loads(path.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, InvalidInputError, TypeError) as error:
            raise InvalidInputError(f"The card {path.name}: {error}", remedy="Mend the file.") from error

    @classmethod
    def from_mapping(cls, facts: Mapping[str, Any]) -> ModelCard:
        """Build a card from plain values, as `read` does."""
        nested: Mapping[str, Any] = {"preprocessing": Preprocessing, "score": ScoreRule}
        values = dict(facts)
        for key, kind in nested.items():
            if key in values:
                values[key] = _build(kind, values[key])
        for key, kind in {"measured": Measurement, "companions": Companion}.items():
            values[key] = tuple(_build(kind, entry) for entry in values.get(key, ()))
        card: ModelCard = _build(cls, values)
        if unknown := sorted(set(card.abilities) - set(get_args(Ability))):
            raise InvalidInputError(f"unknown ability {', '.join(unknown)}.")
        return card


def _build(kind: Any, values: Mapping[str, Any]) -> Any:
    known = {entry.name for entry in fields(kind)}
    if unknown := sorted(set(values) - known):
        raise InvalidInputError(f"unknown key {', '.join(unknown)} in {kind.__name__}.")
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})
