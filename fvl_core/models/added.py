"""Models that somebody added: a card of each is kept, so that later visits find it among the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from fvl_core.foundation.errors import FvlError, InvalidInputError, UnknownNameError
from fvl_core.foundation.files import atomic_write
from fvl_core.foundation.settings import cache_dir
from fvl_core.models.card import ModelCard
from fvl_core.models.card_file import card_text

_MOST_NAMES = 1000
_read: dict[tuple[str, int, int], ModelCard | None] = {}


def added_models() -> tuple[str, ...]:
    """Return the names of the models that somebody added.

    Example:
        >>> "fashionclip" in added_models()
        False
    """
    return tuple(added_cards())


def added_cards() -> Mapping[str, ModelCard]:
    """Return the cards of added models by name; a file that cannot be read does not count."""
    found: dict[str, ModelCard] = {}
    for file in sorted(_folder().glob("*.toml")):
        card = _card_of(file)
        if card is not None:
            found.setdefault(card.name, card)
    return MappingProxyType(found)


def keep_card(card: ModelCard) -> None:
    """Keep a card under its name; the last one kept stands."""
    with atomic_write(_file_of(card.name)) as stream:
        stream.write(card_text(card).encode())


def forget_model(name: str) -> None:
    """Take an added model out of the list; its file or folder, and what was fetched, stay.

    Raises:
        UnknownNameError: when nobody added a model of that name.

    Example:
        >>> forget_model("never-added")
        Traceback (most recent call last):
        fvl_core.foundation.errors.UnknownNameError: There is no added model named 'never-added'. Known: none.
    """
    if name not in added_cards():
        raise UnknownNameError("added model", name, added_cards())
    _file_of(name).unlink(missing_ok=True)


def free_name(wanted: str, *, path: str, taken: Mapping[str, ModelCard]) -> str:
    """Return a name for a local model that no other has; the same file keeps its name."""
    mine = next((card.name for card in added_cards().values() if card.path == path), None)
    if mine is not None:
        return mine
    plain = re.sub(r"[^a-z0-9.]+", "-", wanted.lower()).strip("-.") or "model"
    for number in range(1, _MOST_NAMES):
        name = plain if number == 1 else f"{plain}-{number}"
        if name not in taken:
            return name
    raise InvalidInputError(f"Too many models are called {plain}.", remedy="Rename the file.")


def as_local(card: ModelCard, *, name: str, path: Path) -> ModelCard:
    """Return a card that loads from a path of this machine."""
    card = replace(card, verified=False, by_hand=False, repository="", url="")
    return replace(card, name=name, source="local", path=str(path))


def _folder() -> Path:
    return cache_dir() / "added_models"


def _file_of(name: str) -> Path:
    return _folder() / f"{name.replace('/', '--')}.toml"


def _card_of(file: Path) -> ModelCard | None:
    try:
        facts = file.stat()
        key = (str(file), facts.st_mtime_ns, facts.st_size)
        if key not in _read:
            _read[key] = ModelCard.read(file)
    except (OSError, FvlError, UnicodeDecodeError):
        return None
    return _read[key]
