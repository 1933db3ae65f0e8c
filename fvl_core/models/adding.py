"""Adding a model: looked at, loaded once as a check, and remembered with a card of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.models.added import as_local, free_name, keep_card
from fvl_core.models.card import ModelCard
from fvl_core.models.known import all_cards, card_named, is_known
from fvl_core.models.library import load_model
from fvl_core.models.local_cards import card_for
from fvl_core.models.locations import find_hub_folder, is_hub_id


def add_model(
    name_or_path: str | Path, *, family: str | None = None, truncate: str | None = None
) -> ModelCard:
    """Add a checkpoint file, a folder, or a fetched hub repository to the models, and return its card.

    It is loaded once: only what works is remembered, and whether its weights are random is told by that.
    Files stay where they are; what a file cannot tell may stand beside it (FILE.toml, with a card's keys).

    Args:
        name_or_path: of a file or folder, or a hub id that was fetched.
        family: what it is when its content does not tell; as in `load_model`.
        truncate: how it cuts texts that are too long, "klip" as FashionKLIP does; as in `load_model`.

    Raises:
        InvalidInputError: when it has a card already, its family cannot be told, or it cannot cut so.
        WeightsUnavailable: when it, or a part that it needs, is not on this machine.
        CorruptFileError: when it is damaged.

    Example:
        >>> add_model("fvl-tiny")
        Traceback (most recent call last):
        fvl_core.foundation.errors.InvalidInputError: fvl-tiny is among the models already. Choose it there.
    """
    name = str(name_or_path).strip()
    if is_known(name) and (card_named(name).source != "local" or not Path(name).expanduser().exists()):
        raise InvalidInputError(f"{name} is among the models already.", remedy="Choose it there.")
    path = Path(name).expanduser()
    is_of_hub = not path.exists() and is_hub_id(name)
    model = load_model(name, family=family, truncate=truncate)
    if is_of_hub:
        place = find_hub_folder(name, family=family)
        assert place is not None
        card = replace(card_for(place, family=family, name=name), source="hub", repository=name, path="")
    else:
        path = path.resolve()
        made = card_for(path, family=family, name=path.name)
        card = as_local(
            made,
            name=free_name(path.name if path.is_dir() else path.stem, path=str(path), taken=all_cards()),
            path=path,
        )
    card = replace(card, title=_title(card, model.card), dim=model.dim, parameters=model.n_parameters or None)
    card = replace(card, untrained=model.untrained, context_length=model.card.context_length)
    card = replace(card, truncation=model.card.truncation)
    keep_card(card)
    return card


def _title(card: ModelCard, loaded: ModelCard) -> str:
    """Call a model of the hub by its repository, and a local one by what it is and its file."""
    return card.repository or loaded.title
