"""An engine over other words, or over some of its pictures, whose vectors stay as they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.index.library import build_index
from fvl_core.tasks.fields import PICTURE_ALONE
from fvl_core.tasks.filters import AttributeFilter

if TYPE_CHECKING:
    from fvl_core.foundation.images import ImageSource
    from fvl_core.foundation.items import Catalogue
    from fvl_core.tasks.search import SearchEngine


def narrowed(engine: SearchEngine, catalogue: Catalogue) -> SearchEngine:
    """Return an engine over the same vectors for a catalogue of the same pictures, or of some of them.

    Raises:
        InvalidInputError: as `SearchEngine.over` does.
    """
    own = {item.id: item.image for item in engine.catalogue}
    if engine.fields != PICTURE_ALONE or not all(
        _same_picture(own.get(item.id), item.image) for item in catalogue
    ):
        raise InvalidInputError(
            f"{catalogue.name!r} is not made of this engine's pictures alone.",
            remedy="Build an engine for it.",
        )
    row_of = {item_id: row for row, item_id in enumerate(engine.ids)}
    items = [item for item in catalogue if item.id in row_of]
    rows = [row_of[item.id] for item in items]
    same = rows == list(range(len(engine.ids)))
    known = set(catalogue.ids)
    return replace(
        engine,
        catalogue=catalogue,
        ids=tuple(item.id for item in items),
        failures=tuple(failure for failure in engine.failures if failure[0] in known),
        index=engine.index if same else build_index(engine.index.vectors[rows], kind=engine.index.name),
        filter=AttributeFilter(items),
        n_encoded=0,
    )


def _same_picture(one: ImageSource | None, other: ImageSource) -> bool:
    """Tell whether two sources are one file, or one picture in memory, without reading either."""
    return one is other or (isinstance(one, str | Path) and isinstance(other, str | Path) and one == other)
