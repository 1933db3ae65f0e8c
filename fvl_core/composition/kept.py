"""Weights of trained composers that somebody keeps for a model: which file serves which embedding space."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from fvl_core.foundation.errors import UnknownNameError
from fvl_core.foundation.files import atomic_write, bytes_digest
from fvl_core.foundation.settings import cache_dir


@dataclass(frozen=True)
class KeptComposer:
    """Say that a file serves a composer for one model.

    Attributes:
        composer: its name. path: of the weights, which stay where they are. model: the name of the model.
        space: of the model when the file was kept; with other weights under that name it serves no more.
    """

    composer: str
    path: str
    model: str
    space: str


def kept_composers() -> tuple[KeptComposer, ...]:
    """Return all that is kept, by model; a record that cannot be read does not count.

    Example:
        >>> [kept.path for kept in kept_composers() if kept.model == "hand"]
        []
    """
    found = []
    for file in sorted(_folder().glob("*.json")):
        try:
            found.append(KeptComposer(**json.loads(file.read_text(encoding="utf-8"))))
        except (OSError, ValueError, TypeError):
            continue
    return tuple(sorted(found, key=lambda kept: (kept.model, kept.composer)))


def kept_for(composer: str, space: str) -> KeptComposer | None:
    """Return what is kept of a composer for an embedding space, None without."""
    return next((kept for kept in kept_composers() if (kept.composer, kept.space) == (composer, space)), None)


def keep(kept: KeptComposer) -> None:
    """Keep a file for a model; the last one kept stands."""
    with atomic_write(_file_of(kept.composer, kept.model)) as stream:
        stream.write(json.dumps(asdict(kept), indent=1).encode())


def forget_composer(composer: str, *, model: str) -> None:
    """Let a kept file serve a model no more; the file stays.

    Raises:
        UnknownNameError: when none is kept.

    Example:
        >>> forget_composer("combiner", model="hand")
        Traceback (most recent call last):
        fvl_core.foundation.errors.UnknownNameError: There is no kept composer named 'combiner of hand'...
    """
    wanted = f"{composer} of {model}"
    known = tuple(f"{kept.composer} of {kept.model}" for kept in kept_composers())
    if wanted not in known:
        raise UnknownNameError("kept composer", wanted, known)
    _file_of(composer, model).unlink(missing_ok=True)


def stamp_of(path: str) -> int:
    """Return when a file was changed, 0 for an absent one: a changed file is read again."""
    place = Path(path)
    return place.stat().st_mtime_ns if place.is_file() else 0


def _folder() -> Path:
    return cache_dir() / "composers"


def _file_of(composer: str, model: str) -> Path:
    return _folder() / f"{bytes_digest(composer, model)[:16]}.json"
