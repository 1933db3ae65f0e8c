"""Who is compared: a model, and what may differ about it besides. The address names each in one word.

fvl-tiny
fvl-tiny;precision=bfloat16
fvl-tiny;composer=slerp;wording=a photo of a {}|a {} on white
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import fvl_core as fvl
from pages._ui import address
from pages._ui.engines import COMPOSER

LEAST, MOST = 2, 4
PRECISIONS = ("auto", "float32", "bfloat16")
OTHER_WORDINGS = ("a {} on a white background", "{}", "a drawing of a {}", "someone wears a {}")


@dataclass(frozen=True)
class Contender:
    """Name a model and how it is used; no wording means the model's own."""

    model: str
    precision: str = "auto"
    composer: str = COMPOSER
    wording: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name under which its results stand, which no other contender has.

        Example:
            >>> Contender("fvl-tiny", precision="bfloat16", wording=("a {}", "{}")).name
            'fvl-tiny, bfloat16, “a {}” “{}”'
        """
        parts = [self.model]
        parts += [self.precision] if self.precision != "auto" else []
        parts += [self.composer] if self.composer != COMPOSER else []
        if self.wording:
            parts.append(" ".join(f"“{template}”" for template in self.wording))
        return ", ".join(parts)

    @property
    def entry(self) -> str:
        """Return it as the address holds it.

        Example:
            >>> Contender("fvl-tiny", composer="slerp", wording=("a {}", "{}")).entry
            'fvl-tiny;composer=slerp;wording=a {}|{}'
        """
        told = [self.model]
        told += [f"precision={self.precision}"] if self.precision != "auto" else []
        told += [f"composer={self.composer}"] if self.composer != COMPOSER else []
        told += [f"wording={'|'.join(self.wording)}"] if self.wording else []
        return ";".join(told)

    def query(self, words: str, picture: object | None, share: float, where: address.Filters) -> fvl.Query:
        """Return the query in this contender's wording; several templates weigh alike."""
        own = self.wording or ("{}",)
        weight = (share if picture is not None else 1.0) / len(own)
        said = (template.replace("{}", words) for template in own if words)
        parts = [fvl.Ingredient(text=text, weight=weight) for text in said]
        return fvl.Query(
            image=picture,  # type: ignore[arg-type]
            image_weight=1.0 - share if words else 1.0,
            ingredients=parts,
            where=where or None,
        )


def parse(entry: str) -> Contender:
    """Read one word of the address.

    Raises:
        FvlError: for what is not here, or a wording without a place.
    """
    head, _, wording = entry.partition(";wording=")
    model, *settings = head.split(";")
    told = dict(setting.partition("=")[::2] for setting in settings)
    if not fvl.model_state(model).on_disk:
        raise fvl.WeightsUnavailable(f"{model} is not on this machine.", remedy="It is left out.")
    contender = Contender(
        model,
        told.pop("precision", "auto"),
        told.pop("composer", COMPOSER),
        tuple(part.strip() for part in wording.split("|") if part.strip()),
    )
    known = contender.precision in PRECISIONS and contender.composer in fvl.list_composers()
    if told or not known or any("{}" not in template for template in contender.wording):
        raise fvl.InvalidInputError(f"“{entry}” names nobody to compare.", remedy="It is left out.")
    return contender


def read(lost: list[str], model: str) -> tuple[Contender, ...]:
    """Return who is compared; `lost` gains what the address names and nobody has."""
    found: list[Contender] = []
    for entry in address.many("vs"):
        try:
            found.append(parse(entry))
        except fvl.FvlError as error:
            lost.append(str(error))
    found = list(dict.fromkeys(found))
    if len(found) > MOST:
        lost.append(f"{len(found)} came to be compared; the first {MOST} are.")
    for other in _fitting(found[0].model if found else model):
        if len(found) < LEAST and other not in found:
            found.append(other)
    return tuple(found[:MOST])


def models() -> list[str]:
    """Name the models that read words and whose weights are here, and those that the address brings."""
    able = [card.name for card in fvl.list_models() if "classify" in card.abilities]
    named = [entry.partition(";")[0] for entry in (*address.many("vs"), address.text("model"))]
    return list(dict.fromkeys(name for name in (*able, *named) if _is_here(name)))


def by_model_and_wording(chosen: Sequence[Contender]) -> tuple[Contender, ...]:
    """Return the contenders as labels see them: how picture and words meet plays no part, equals are one."""
    return tuple(dict.fromkeys(replace(contender, composer=COMPOSER) for contender in chosen))


def by_model(chosen: Sequence[Contender]) -> tuple[Contender, ...]:
    """Return the contenders as known targets see them: only model and precision play a part."""
    return tuple(dict.fromkeys(Contender(contender.model, contender.precision) for contender in chosen))


def push(chosen: Sequence[Contender]) -> None:
    """Put the contenders into the address, and close what belongs to the ones before."""
    address.push(vs=[contender.entry for contender in chosen], open="", cell="", pile="")


def another(chosen: Sequence[Contender]) -> Contender:
    """Return somebody who is not among the chosen yet; of one model, in other words."""
    return next(other for other in _fitting(chosen[0].model) if other not in chosen)


def _fitting(model: str) -> list[Contender]:
    others = [Contender(name) for name in models() if name != model]
    return [Contender(model), *others, *(Contender(model, wording=(words,)) for words in OTHER_WORDINGS)]


def _is_here(name: str) -> bool:
    try:
        return bool(name) and fvl.model_state(name).on_disk
    except fvl.FvlError:
        return False
