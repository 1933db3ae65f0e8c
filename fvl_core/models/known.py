"""The cards that ship with the studio, and those of models that somebody added."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from fvl_core.foundation.errors import UnknownNameError
from fvl_core.foundation.registry import Registry
from fvl_core.models.added import added_cards
from fvl_core.models.card import ModelCard
from fvl_core.models.hand import CARD as HAND_CARD

if TYPE_CHECKING:
    from collections.abc import Mapping

CARDS_FOLDER = Path(__file__).parent / "cards"


@cache
def known_cards() -> Mapping[str, ModelCard]:
    """Return every card by name, read once; the hand-computed model's is among them."""
    cards = Registry[ModelCard]("model")
    for path in sorted(CARDS_FOLDER.glob("*.toml")):
        card = ModelCard.read(path)
        cards.add(card.name, card)
    cards.add(HAND_CARD.name, HAND_CARD)
    return MappingProxyType({name: cards[name] for name in cards})


def all_cards() -> Mapping[str, ModelCard]:
    """Return the cards that ship with the studio and those of added models; the shipped go first."""
    return {**added_cards(), **known_cards()}


def card_named(name: str) -> ModelCard:
    """Return a card by its name or its hub repository.

    Raises:
        UnknownNameError: with the nearest name.

    Example:
        >>> card_named("patrickjohncyh/fashion-clip").name
        'fashionclip'
    """
    cards = all_cards()
    for card in cards.values():
        if name and name in (card.name, card.repository):
            return card
    raise UnknownNameError("model", name, cards)


def is_known(name: str) -> bool:
    """Tell whether a name, or a hub repository, has a card."""
    return bool(name) and any(name in (card.name, card.repository) for card in all_cards().values())
