"""The composers by name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fvl_core.composition.arithmetic import Difference, ImageOnly, Slerp, Sum, TextOnly, WeightedSum
from fvl_core.composition.base import Composer
from fvl_core.composition.combiner import Combiner
from fvl_core.composition.combiner_file import read_combiner
from fvl_core.composition.joint import JointEncoder
from fvl_core.composition.kept import kept_for, stamp_of
from fvl_core.composition.phi_file import read_phi
from fvl_core.composition.searle import Searle
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.registry import Registry

COMPOSERS = Registry[type[Composer]]("composer")
for _kind in (TextOnly, ImageOnly, Sum, WeightedSum, Slerp, Difference, Combiner, Searle, JointEncoder):
    COMPOSERS.add(_kind.name, _kind)


def list_composers() -> tuple[str, ...]:
    """Return the names of all composers; `load_composer(name).summary` says what each does.

    Example:
        >>> list_composers()
        ('text', 'image', 'sum', 'weighted', 'slerp', 'difference', 'combiner', 'searle', 'fashionvil')
    """
    return tuple(COMPOSERS)


def load_composer(name: str, *, checkpoint: str | Path | None = None, space: str = "") -> Composer:
    """Return the composer of this name.

    Args:
        name: what people type.
        checkpoint: the weights of a composer that has some: CLIP4Cir's `combiner.pt`, what
            `train combiner` wrote, or SEARLE's Phi. Without it the Combiner is the one that ships for
            fvl-tiny, and the Phi the released one for the model's width; they are read when first used,
            and refuse other models with a sentence.
        space: of the model that it shall serve: without a checkpoint, the file that somebody keeps for it
            (`keep_composer`) is taken.

    Raises:
        UnknownNameError: for a name that nobody has; suggests the nearest.
        InvalidInputError: for a checkpoint given to a composer that has nothing to load.
        WeightsUnavailable: when there is no such file. CorruptFileError: when it holds no such weights.

    Example:
        >>> load_composer("slerp").weighted
        True
    """
    kind = COMPOSERS[name]
    if checkpoint is None:
        kept = kept_for(name, space) if space and kind.learned else None
        return _read_once(name, kept.path, stamp_of(kept.path)) if kept is not None else kind()
    if issubclass(kind, Combiner):
        return kind(read_combiner(checkpoint))
    if issubclass(kind, Searle):
        return kind(read_phi(checkpoint))
    raise InvalidInputError(
        f"The composer {name!r} has no weights to load, but {checkpoint} came.",
        remedy="Leave the checkpoint out.",
    )


@lru_cache(maxsize=4)
def _read_once(name: str, path: str, stamp: int) -> Composer:
    """Read a kept file as long as it is the same: a Combiner's has hundreds of megabytes."""
    del stamp
    return load_composer(name, checkpoint=path)
