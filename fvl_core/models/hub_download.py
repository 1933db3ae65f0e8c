"""All repositories that a load needs, downloaded into one folder, each file checked by its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from fvl_core.foundation.errors import CorruptFileError, InvalidInputError
from fvl_core.foundation.files import file_digest
from fvl_core.models.base import OnProgress
from fvl_core.models.digests import RECORD, record_download
from fvl_core.models.hub import HubFile, HubFiles, address_of, list_repository, list_tokenizer, token
from fvl_core.models.model_settings import HUGGING_FACE_KINDS, read_settings
from fvl_core.models.shards import files_of, is_index
from fvl_core.models.streaming import stream_to_file
from fvl_core.models.tokenizer_places import named_tokenizer

_OPEN_CLIP = "open_clip_config.json"
_HUGGING_FACE = "config.json"


def list_needed(repository: str, *, revision: str, family: str, folder: Path) -> tuple[HubFiles, ...]:
    """Ask the hub for everything that a load needs: the repository's files, and those of its tokenizer's.

    The settings are downloaded into the folder first, and the index of split weights. A network that no code
    here reads, or of which a part is missing, is refused by them, before its gigabytes come; open_clip's
    SigLIP names in them the repository of its tokenizer.

    Raises:
        WeightsUnavailable: when the hub refuses or cannot be reached. InvalidInputError: when there is
        nothing that loads here. CorruptFileError: when the settings are no JSON.
    """
    found = list_repository(repository, revision=revision, family=family)
    by_name = {file.name: file for file in found.files}
    for file in (file for file in found.files if is_index(Path(file.name))):
        _require_whole(found, file, folder)
    if _OPEN_CLIP in by_name:
        name = _tokenizer_of(found, by_name[_OPEN_CLIP], folder)
        return (found, list_tokenizer(name)) if name and name != repository else (found,)
    if _HUGGING_FACE in by_name:
        _require_kind(found, by_name[_HUGGING_FACE], folder)
    return (found,)


def download_needed(needed: Sequence[HubFiles], folder: Path, *, on_progress: OnProgress | None) -> None:
    """Download all files into a folder that holds nothing else afterwards; what is there and right stays.

    Raises:
        WeightsUnavailable: when the hub refuses or the line breaks; the next call goes on from there.
        CorruptFileError: when a file came with another length or digest than the hub names.
    """
    total = sum(found.n_bytes for found in needed)
    done = 0
    for found in needed:
        place = folder / found.under
        place.mkdir(parents=True, exist_ok=True)
        for file in found.files:
            _download(found, file, place, on_progress=_shifted(on_progress, done, total))
            done += file.size
        _clear_others(place, {file.name for file in found.files})
    for found in needed:
        place = folder / found.under
        source = f"{found.repository}@{found.commit}"
        record_download(place, source=source, files=[place / file.name for file in found.files])


def _download(found: HubFiles, file: HubFile, place: Path, *, on_progress: OnProgress | None = None) -> None:
    if not _is_right(place / file.name, file):
        stream_to_file(
            address_of(found, file),
            place / file.name,
            token=token(),
            n_bytes=file.size,
            on_progress=on_progress,
        )
        _require_right(place / file.name, file)


def _tokenizer_of(found: HubFiles, settings: HubFile, folder: Path) -> str:
    """Read in a repository's settings which other one has its tokenizer."""
    _download(found, settings, folder)
    return named_tokenizer(read_settings(folder / settings.name).get("model_cfg", {}))


def _require_kind(found: HubFiles, settings: HubFile, folder: Path) -> None:
    _download(found, settings, folder)
    kind = read_settings(folder / settings.name).get("model_type", "unknown")
    if kind not in HUGGING_FACE_KINDS:
        raise InvalidInputError(
            f"The repository {found.repository} holds a network of the kind {kind!r}, which no loader here "
            "reads; its weights were not fetched.",
            remedy=f"Choose one of the kind {' or '.join(HUGGING_FACE_KINDS)}.",
        )


def _require_whole(found: HubFiles, index: HubFile, folder: Path) -> None:
    """Refuse split weights of which the repository lacks a part, before the others come."""
    _download(found, index, folder)
    try:
        named = {file.name for file in files_of(folder / index.name)}
    except CorruptFileError as error:
        raise InvalidInputError(
            f"The weights of {found.repository} cannot be fetched: {error.message}",
            remedy="Tell whoever publishes the model.",
        ) from error
    if lost := sorted(named - {file.name for file in found.files}):
        raise InvalidInputError(
            f"The repository {found.repository} lacks a part of its weights: {', '.join(lost)}.",
            remedy="Tell whoever publishes the model.",
        )


def _clear_others(place: Path, names: set[str]) -> None:
    for stray in (path for path in place.iterdir() if path.is_file() and path.name not in {*names, RECORD}):
        stray.unlink()


def _is_right(path: Path, file: HubFile) -> bool:
    return path.is_file() and _what_is_wrong(path, file) == ""


def _require_right(path: Path, file: HubFile) -> None:
    wrong = _what_is_wrong(path, file)
    if wrong:
        path.unlink()
        raise CorruptFileError(
            f"{file.name} came with another {wrong} than the hub names.", remedy="Fetch it again."
        )


def _what_is_wrong(path: Path, file: HubFile) -> str:
    if file.size and path.stat().st_size != file.size:
        return "length"
    if file.sha256 and file_digest(path) != file.sha256:
        return "digest"
    if file.git_id and _git_id(path) != file.git_id:
        return "digest"
    return ""


def _git_id(path: Path) -> str:
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()


def _shifted(on_progress: OnProgress | None, before: int, total: int) -> OnProgress | None:
    if on_progress is None:
        return None
    return lambda done, _: on_progress(min(before + done, total), total)
