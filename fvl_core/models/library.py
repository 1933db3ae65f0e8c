"""Every model by name: which there are, whether their weights are here, and loading them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from fvl_core.foundation.errors import InvalidInputError, UnknownNameError, WeightsUnavailable
from fvl_core.foundation.trace import stage
from fvl_core.models.base import VisionLanguageModel
from fvl_core.models.card import ModelCard
from fvl_core.models.devices import check_names
from fvl_core.models.digests import record_first_use, require_as_fetched
from fvl_core.models.families import FAMILIES
from fvl_core.models.holding import hold
from fvl_core.models.hub_cache import bytes_come, download_folder
from fvl_core.models.imports import import_library
from fvl_core.models.klip_truncation import card_that_cuts
from fvl_core.models.known import all_cards, card_named, is_known, known_cards
from fvl_core.models.locations import (
    WEIGHT_SUFFIXES,
    find_hub_folder,
    find_weights,
    is_hub_id,
)
from fvl_core.models.sidecar import card_as_stated

Loader = Callable[[Path | None, ModelCard, str, str], VisionLanguageModel]
"""Called with (weights file or folder, card, device, precision); the last two may be "auto"."""


@dataclass(frozen=True)
class ModelState:
    """Say whether a model can be loaded now: where its weights are, one sentence, and what fetches them.

    `n_bytes_come` are those of a download that has begun and is not complete.

    Example:
        >>> model_state("hand").sentence
        'Needs no weights.'
    """

    on_disk: bool
    path: Path | None
    sentence: str
    fetch_command: str
    n_bytes_come: int = 0


def list_models() -> tuple[ModelCard, ...]:
    """Return the cards of all models: the embedded one, the others by name, then those that were added.

    Example:
        >>> "openfashionclip" in [card.name for card in list_models()]
        True
    """
    cards = (card for card in all_cards().values() if card.family != "hand")
    shipped = known_cards()
    return tuple(
        sorted(cards, key=lambda card: (card.source != "embedded", card.name not in shipped, card.name))
    )


def load_model(
    name_or_path: str | Path,
    *,
    family: str | None = None,
    device: str = "auto",
    precision: str = "auto",
    truncate: str | None = None,
) -> VisionLanguageModel:
    """Load a model afresh; never touches the network.

    Args:
        name_or_path: a card's name, a hub id ("user/repository"), a local folder, or a checkpoint file.
        family: what a file is when it cannot be told from its content, for example "openfashionclip";
            "open_clip:ViT-B-32-quickgelu" also names the architecture.
        device: "auto", "cpu", "cuda", "cuda:1" or "mps".
        precision: "auto", "float32", "bfloat16" or "float16".
        truncate: how a CLIP of open_clip cuts a text that is too long: "keep_eot" (the default) keeps the
            mark of its end, "klip" loses it as FashionKLIP does, so that all such texts get one vector.

    Raises:
        WeightsUnavailable: when the weights (or a working tokenizer) are not on this machine.
        UnknownNameError: for a name or a family that nothing answers to.
        InvalidInputError: when the family cannot be told, or device and precision are impossible here.
        CorruptFileError: when a checkpoint is not what it claims to be.

    Example:
        >>> load_model("hand").encode_texts(["black"]).vectors.tolist()
        [[0.0, 0.0, 0.0, 1.0]]
    """
    check_names(device, precision)
    if family is not None:
        FAMILIES[family.partition(":")[0]]
    card, path = _resolve(name_or_path, family)
    if truncate is not None:
        card = card_that_cuts(card, truncate)
    if path is not None:
        require_as_fetched(path)
    with stage("load_model", model=card.name):
        model = _loader(card.family)(path, card, device, precision)
    if path is not None:
        record_first_use(path)
        model.files = hold(path)
    model.untrained = model.untrained or card.untrained
    return model


def model_state(name: str) -> ModelState:
    """Tell whether a model's weights are on this machine, without loading any library.

    Raises:
        UnknownNameError: for a name without a card.

    Example:
        >>> model_state("hand").on_disk
        True
    """
    card = card_named(name)
    if card.family == "hand":
        return ModelState(True, None, "Needs no weights.", "")
    path = find_weights(card)
    command = "" if card.source in ("embedded", "local") else f"python -m fvl_core fetch {card.name}"
    if path is not None:
        return ModelState(True, path, "On this machine.", command)
    if card.source == "embedded":
        return ModelState(
            False, None, "Its files are missing from assets/: restore them from the repository.", ""
        )
    if card.source == "local":
        return ModelState(False, None, f"It was at {card.path} and is gone from there.", "")
    if card.by_hand:
        return ModelState(False, None, to_be_had_by_hand(card).remedy, command)
    size = size_of_download(card)
    if come := bytes_come(card.name):
        return ModelState(False, None, f"{come / 1e6:.0f} MB of {size} have come.", command, come)
    return ModelState(False, None, f"Not on this machine: {size} to fetch.", command)


def to_be_had_by_hand(card: ModelCard) -> WeightsUnavailable:
    """Say where a person gets weights that no program can fetch, and where to put them."""
    tried = "" if card.verified else " (an address that nobody here has tried)"
    place = download_folder(card.name) / card.filename
    return WeightsUnavailable(
        f"The weights of {card.title} are not on this machine, and come by hand only.",
        remedy=f"Download them in a browser from {card.url}{tried}, then: python -m fvl_core fetch "
        f"{card.name} --from FILE (or put the file at {place}).",
    )


def size_of_download(card: ModelCard) -> str:
    """Say how much there is to download.

    Example:
        >>> size_of_download(card_named("openfashionclip"))
        'about 605 MB'
    """
    if card.download_mb is None:
        return "a size nobody has read yet"
    return f"{'about ' if card.download_about else ''}{card.download_mb:.0f} MB"


def _resolve(name_or_path: str | Path, family: str | None) -> tuple[ModelCard, Path | None]:
    name = str(name_or_path)
    if is_known(name):
        return _resolve_card(card_named(name), family)
    path = Path(name).expanduser()
    if path.exists():
        return _identify(path, family, name), path
    if is_hub_id(name):
        return _resolve_hub_id(name, family)
    if path.suffix in WEIGHT_SUFFIXES or len(path.parts) > 1:
        raise WeightsUnavailable(f"There is no file or folder {name}.", remedy="Check the path.")
    raise UnknownNameError("model", name, all_cards())


def _resolve_card(card: ModelCard, family: str | None) -> tuple[ModelCard, Path | None]:
    if family is not None and family != card.family:
        raise InvalidInputError(
            f"The model {card.name} belongs to the family {card.family}, not {family}.",
            remedy="Leave the family out.",
        )
    state = model_state(card.name)
    if state.on_disk and card.by_hand and state.path is not None:  # nobody can know which file was put there
        return replace(_identify(state.path, card.family, card.name), title=card.title), state.path
    if state.on_disk:
        return (card_as_stated(card, state.path) if state.path is not None else card), state.path
    if card.source in ("embedded", "local"):
        raise WeightsUnavailable(f"The weights of {card.title} are not here.", remedy=state.sentence)
    place = download_folder(card.name) / card.filename
    if card.by_hand:
        raise to_be_had_by_hand(card)
    raise WeightsUnavailable(
        f"The weights of {card.title} ({size_of_download(card)}) are not on this machine.",
        remedy=f"Fetch them once with network: {state.fetch_command} (or put the files at {place}).",
    )


def _resolve_hub_id(name: str, family: str | None) -> tuple[ModelCard, Path]:
    folder = find_hub_folder(name, family=family)
    if folder is None:
        raise WeightsUnavailable(
            f"The repository {name} is not on this machine.",
            remedy=f"Fetch it once with network: python -m fvl_core fetch {name}",
        )
    return _identify(folder, family, name), folder


def _identify(path: Path, family: str | None, name: str) -> ModelCard:
    from fvl_core.models.local_cards import card_for

    return card_for(path, family=family, name=name)


def _loader(family: str) -> Loader:
    module, _, function = FAMILIES[family].partition(":")
    purpose = f"The model family {family}"
    loader: Loader = getattr(import_library(module, purpose=purpose), function)
    return loader
