"""Weights that a person downloaded: put where their card looks for them, and loaded once as a check."""

from __future__ import annotations

import shutil
from pathlib import Path

from fvl_core.foundation.errors import InvalidInputError, WeightsUnavailable
from fvl_core.foundation.files import atomic_write
from fvl_core.models.base import OnProgress
from fvl_core.models.checkpoints import read_outline
from fvl_core.models.digests import record_download
from fvl_core.models.hub_cache import download_folder
from fvl_core.models.known import card_named
from fvl_core.models.library import load_model
from fvl_core.models.unpacking import is_archive, take_from_archive


def install_model(name: str, source: str | Path, *, on_progress: OnProgress | None = None) -> Path:
    """Put a file of weights, or the archive that holds it, where a card's model looks for it.

    Nothing of an archive is written but the one file that the card names, and nothing of it is run. What does
    not load is taken away again.

    Args:
        name: of a card whose weights are one file at an address.
        source: the file of weights, or a .tgz, .tar or .zip with it.
        on_progress: called with (bytes done, bytes in all).

    Returns:
        Where the weights now lie.

    Raises:
        UnknownNameError: for a name without a card.
        InvalidInputError: for a card of another kind, or an archive without its file.
        WeightsUnavailable: when there is no such file. CorruptFileError: when it is damaged or does not load.

    Example:
        >>> install_model("hand", "weights.tgz")
        Traceback (most recent call last):
        ...
        fvl_core.foundation.errors.InvalidInputError: Hand-computed colours is no model of one file...
    """
    card = card_named(name)
    place = Path(source).expanduser()
    if card.source != "url":
        raise InvalidInputError(f"{card.title} is no model of one file.", remedy="Use `fetch`.")
    if not place.is_file():
        raise WeightsUnavailable(f"There is no file {place}.", remedy="Check the path.")
    target = download_folder(card.name) / card.filename
    aside = target.with_name(f"new-{card.filename}")
    try:
        if is_archive(place):
            take_from_archive(place, card.filename, aside, on_progress=on_progress)
        else:
            read_outline(place)  # a file of something else is refused before it is copied
            with place.open("rb") as stream, atomic_write(aside) as held:
                shutil.copyfileobj(stream, held)
        load_model(aside, family=card.family)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    record_download(target.parent, source=f"by hand: {place.name}", files=[target])
    return target
