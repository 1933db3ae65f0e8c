"""The composers by name."""

from __future__ import annotations

from pathlib import Path

from fvl_core.composition.arithmetic import ImageOnly, Slerp, Sum, TextOnly, WeightedSum
from fvl_core.composition.base import Composer
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.registry import Registry

COMPOSERS = Registry[type[Composer]]("composer")
for _kind in (TextOnly, ImageOnly, Sum, WeightedSum, Slerp):
    COMPOSERS.add(_kind.name, _kind)


def list_composers() -> tuple[str, ...]:
    """Return the names of all composers; `load_composer(name).summary` says what each does.

    Example:
        >>> list_composers()
        ('text', 'image', 'sum', 'weighted', 'slerp')
    """
    return tuple(COMPOSERS)


def load_composer(name: str, *, checkpoint: str | Path | None = None) -> Composer:
    """Return the composer of this name.

    Raises:
        UnknownNameError: for a name that nobody has; suggests the nearest.
        InvalidInputError: for a checkpoint given to a composer that has nothing to load.

    Example:
        >>> load_composer("slerp").weighted
        True
    """
    composer = COMPOSERS[name]()
    if checkpoint is not None:
        raise InvalidInputError(
            f"The composer {name!r} has no weights to load, but {checkpoint} came.",
            remedy="Leave the checkpoint out.",
        )
    return composer
