"""The shelf of loaded models: each is loaded once, lent to all, put away when memory is short."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from fvl_core.models.base import VisionLanguageModel
from fvl_core.models.known import card_named, is_known
from fvl_core.models.library import load_model

LoadModel = Callable[..., VisionLanguageModel]
_SHARE_OF_MEMORY = 0.6
_UNKNOWN_MEMORY = 4 << 30
_CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")


class ShelfKey(NamedTuple):
    """Name one loaded model: what was asked for, and where and in which numbers it should compute."""

    name: str
    device: str
    precision: str
    stamp: int  # of a file or folder; a changed one is another model


class LoadedModel(NamedTuple):
    """Describe one model that stands on the shelf."""

    key: ShelfKey
    name: str
    n_bytes: int
    device: str
    precision: str
    untrained: bool = False


@dataclass(eq=False)
class _Place:
    ready: threading.Event = field(default_factory=threading.Event)
    model: VisionLanguageModel | None = None
    error: Exception | None = None
    borrowers: int = 0
    last_used: float = 0.0


class ModelShelf:
    """Lend models to any number of threads.

    The first who asks for a model loads it, others who ask meanwhile wait for that one load; two models
    load side by side. When all models together exceed `budget` bytes, the least recently used leaves
    first, but never one that is lent out, nor the last one used: a budget that is too small for one model
    must not make every search load it again. A failed load is told to all who waited, and tried again by
    the next who asks.

    Example:
        >>> shelf = ModelShelf()
        >>> with shelf.borrow("hand") as model:
        ...     model.name, len(shelf.loaded())
        ('hand', 1)
    """

    def __init__(self, *, budget: int | None = None, load: LoadModel = load_model) -> None:
        self.budget = default_budget() if budget is None else budget
        self._load = load
        self._guard = threading.Lock()
        self._places: dict[ShelfKey, _Place] = {}

    @contextmanager
    def borrow(
        self, name: str | Path, *, device: str = "auto", precision: str = "auto"
    ) -> Iterator[VisionLanguageModel]:
        """Lend a model for the length of a with block; it stays loaded at least so long.

        Raises:
            FvlError: whatever `load_model` raises.
        """
        key = ShelfKey(_one_name(str(name)), device, precision, _stamp(name))
        place, is_first = self._take_place(key)
        try:
            if is_first:
                self._fill(key, place)
            place.ready.wait()
            if place.error is not None:
                raise place.error
            assert place.model is not None
            yield place.model
        finally:
            self._give_back(place)

    def loaded(self) -> tuple[LoadedModel, ...]:
        """Return what stands on the shelf, the most recently used first."""
        with self._guard:
            standing = [(key, place) for key, place in self._places.items() if place.model is not None]
        standing.sort(key=lambda pair: -pair[1].last_used)
        return tuple(_describe(key, place.model) for key, place in standing if place.model is not None)

    def put_away(self, name: str) -> bool:
        """Let go of a model in every placement; False when one of them is lent out and so stays."""
        wanted = _one_name(name)
        with self._guard:
            mine = {key: place for key, place in self._places.items() if key.name == wanted}
            for key in (key for key, place in mine.items() if not place.borrowers):
                del self._places[key]
            return not any(place.borrowers for place in mine.values())

    def clear(self) -> None:
        """Put away every model that is not lent out."""
        with self._guard:
            self._places = {key: place for key, place in self._places.items() if place.borrowers}

    def _take_place(self, key: ShelfKey) -> tuple[_Place, bool]:
        with self._guard:
            is_first = key not in self._places
            place = self._places.setdefault(key, _Place())
            place.borrowers += 1
            place.last_used = time.monotonic()
            return place, is_first

    def _fill(self, key: ShelfKey, place: _Place) -> None:
        try:
            place.model = self._load(key.name, device=key.device, precision=key.precision)
        except BaseException as error:  # those who wait for this load must not wait for ever
            place.error = error if isinstance(error, Exception) else RuntimeError("The load was interrupted.")
            with self._guard:
                self._places.pop(key, None)
            raise
        finally:
            place.ready.set()
        self._make_room()

    def _give_back(self, place: _Place) -> None:
        with self._guard:
            place.borrowers -= 1
            place.last_used = time.monotonic()
        self._make_room()

    def _make_room(self) -> None:
        with self._guard:
            total = sum(place.model.n_bytes for place in self._places.values() if place.model is not None)
            by_age = sorted(self._places.items(), key=lambda pair: pair[1].last_used)
            for key, place in by_age[:-1]:
                if place.borrowers:
                    continue
                if total <= self.budget:
                    return
                total -= place.model.n_bytes if place.model is not None else 0
                del self._places[key]


def default_budget() -> int:
    """Return how many bytes of models may stay: `FVL_MODEL_BYTES`, else 60 % of the machine's memory."""
    if (chosen := os.environ.get("FVL_MODEL_BYTES", "")).isdigit():
        return int(chosen)
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # not on Windows
        memory = 0
    known = [size for size in (memory, _container_memory()) if size > 0]
    return int(_SHARE_OF_MEMORY * min(known)) if known else _UNKNOWN_MEMORY


def _container_memory() -> int:
    """Return the memory that a container may use, 0 without a limit: the machine around it has more."""
    try:
        text = _CONTAINER_LIMIT.read_text(encoding="utf-8").strip()
    except OSError:
        return 0
    return int(text) if text.isdigit() else 0


def _one_name(name: str) -> str:
    """Return the card's name for a card's name or repository, so that both are one model."""
    return card_named(name).name if is_known(name) else name


def _stamp(name: str | Path) -> int:
    try:
        return Path(name).expanduser().stat().st_mtime_ns
    except (OSError, ValueError):
        return 0


def _describe(key: ShelfKey, model: VisionLanguageModel) -> LoadedModel:
    return LoadedModel(key, model.name, model.n_bytes, model.device, model.precision, model.untrained)


_SHELF = ModelShelf()


def model_shelf() -> ModelShelf:
    """Return the one shelf of this process.

    Example:
        >>> model_shelf() is model_shelf()
        True
    """
    return _SHELF
