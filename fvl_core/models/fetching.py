"""The one door to the network: fetches a model's files once, and checks that they load."""

from __future__ import annotations

import shutil
import threading
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from fvl_core.foundation.errors import (
    CorruptFileError,
    InvalidInputError,
    UnknownNameError,
    WeightsUnavailable,
)
from fvl_core.foundation.settings import cache_dir
from fvl_core.models.adding import add_model
from fvl_core.models.base import OnProgress
from fvl_core.models.card import ModelCard
from fvl_core.models.digests import RECORD, digest_of_file, record_download, recorded_digest
from fvl_core.models.holding import alone
from fvl_core.models.hub_cache import bytes_come, download_folder
from fvl_core.models.hub_download import download_needed, list_needed
from fvl_core.models.known import all_cards, card_named, is_known
from fvl_core.models.library import load_model, to_be_had_by_hand
from fvl_core.models.locations import find_hub_folder, find_weights, is_hub_id
from fvl_core.models.streaming import stream_to_file

_SPARE_BYTES = 200_000_000
_FETCHING: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
"""One lock per model: whoever asks for the same one meanwhile waits, and finds it there."""


def fetch_model(name: str, *, on_progress: OnProgress | None = None) -> Path:
    """Download a model's files into the cache folder, unless they are there, and load it once as a check.

    A repository without a card gets one, made from what it holds, and is among the models from then on.

    Args:
        name: a card's name, or a hub id ("user/repository").
        on_progress: called with (bytes done, bytes in all). Whatever it raises stops the download; what has
            come stays for the next call.

    Returns:
        The file or folder that `load_model` will use.

    Raises:
        UnknownNameError: for a name without a card that is no hub id.
        InvalidInputError: when there is nothing to fetch, or the disk is too full.
        WeightsUnavailable: when the server refuses or cannot be reached.
        CorruptFileError: when what came does not load; it is removed again.
    """
    if is_known(name):
        return _fetch_card(card_named(name), on_progress)
    if not is_hub_id(name):
        raise UnknownNameError("model", name, all_cards())
    here = find_hub_folder(name)
    if here is None:
        with _FETCHING[name], alone(download_folder(name).name, wait=True):
            here = find_hub_folder(name)
            if here is None:
                return _checked(name, _fetch_repository(name, name, "", "", on_progress), add_model)
    if not is_known(name):
        add_model(name)
    return here


def _fetch_card(card: ModelCard, on_progress: OnProgress | None) -> Path:
    if card.source in ("embedded", "local"):
        raise InvalidInputError(
            f"{card.title} {'ships with the studio' if card.source == 'embedded' else 'is a local file'}.",
            remedy="There is nothing to fetch.",
        )
    if card.companions:
        with _FETCHING[card.name]:
            _fetch_companions(card, on_progress)
    here = find_weights(card)
    if here is not None:
        return here
    if card.by_hand:
        raise to_be_had_by_hand(card)
    with _FETCHING[card.name], alone(download_folder(card.name).name, wait=True):
        return find_weights(card) or _download_card(card, on_progress)


def _download_card(card: ModelCard, on_progress: OnProgress | None) -> Path:
    if card.source == "url":
        _require_room(card.name, card.title, int((card.download_mb or 0) * 1e6))
        return _checked(card.name, _fetch_file(card, on_progress))
    return _checked(
        card.name, _fetch_repository(card.name, card.repository, card.revision, card.family, on_progress)
    )


def _fetch_companions(card: ModelCard, on_progress: OnProgress | None) -> None:
    """Fetch the small files beside the weights that are not there yet."""
    folder = download_folder(card.name)
    new = [each for each in card.companions if not (folder / each.filename).is_file()]
    for companion in new:
        stream_to_file(companion.url, folder / companion.filename, on_progress=on_progress)


def _fetch_file(card: ModelCard, on_progress: OnProgress | None) -> Path:
    target = download_folder(card.name) / card.filename
    before = recorded_digest(target)
    stream_to_file(card.url, target, on_progress=on_progress)
    if before and digest_of_file(target) != before:
        target.unlink()
        raise CorruptFileError(
            f"{card.filename} is not the file that was fetched from there before: its sha256 differs.",
            remedy=f"If you trust the new one, delete {target.parent / RECORD} and fetch again.",
        )
    record_download(target.parent, source=card.url, files=[target])
    return target


def _fetch_repository(
    name: str, repository: str, revision: str, family: str, on_progress: OnProgress | None
) -> Path:
    """Fill a folder aside, which takes its name when it is complete."""
    folder = download_folder(name)
    aside = folder.with_name(f"{folder.name}.part")
    try:
        needed = list_needed(repository, revision=revision, family=family, folder=aside)
    except InvalidInputError:
        shutil.rmtree(aside, ignore_errors=True)  # there is nothing to go on with
        raise
    _require_room(name, repository, sum(found.n_bytes for found in needed))
    download_needed(needed, aside, on_progress=on_progress)
    shutil.rmtree(folder, ignore_errors=True)
    aside.replace(folder)
    return folder


def _checked(name: str, path: Path, check: Callable[[str], object] = load_model) -> Path:
    """Load the model once; what does not load is not left behind as if it were ready."""
    try:
        check(name)
    except (CorruptFileError, WeightsUnavailable, InvalidInputError) as error:
        place = path if path.is_dir() else path.parent
        shutil.rmtree(place, ignore_errors=True)
        raise CorruptFileError(
            f"What came for {name} does not load: {error.message}", remedy=error.remedy
        ) from error
    return path


def _require_room(name: str, title: str, n_bytes: int) -> None:
    """Refuse a disk without room for what has not come yet of a download."""
    place = cache_dir()
    place.mkdir(parents=True, exist_ok=True)
    needed = max(0, n_bytes - bytes_come(name)) + _SPARE_BYTES
    free = shutil.disk_usage(place).free
    if free < needed:
        raise InvalidInputError(
            f"The disk of {place} has {free / 1e6:.0f} MB left, {title} needs {needed / 1e6:.0f} MB.",
            remedy="Make room, or set FVL_CACHE_DIR to another disk.",
        )
