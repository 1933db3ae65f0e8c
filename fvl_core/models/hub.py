"""The files of a Hugging Face hub repository that a load needs, and no others, each checked by its digest."""

from __future__ import annotations

import hashlib
import json
import os
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from fvl_core.foundation.errors import CorruptFileError, InvalidInputError, WeightsUnavailable
from fvl_core.foundation.files import file_digest
from fvl_core.models.base import OnProgress
from fvl_core.models.connection import BROKEN_LINE, ask, reason_of
from fvl_core.models.imports import import_library
from fvl_core.models.locations import SETTINGS_NAMES, WEIGHT_NAMES, kind_of_folder
from fvl_core.models.streaming import stream_to_file
from fvl_core.models.tokenizers import FILES as TOKENIZER_FILES

_HUB = "https://huggingface.co"


class HubFile(NamedTuple):
    """Name one file of a repository, its bytes, and its digest: sha256 of a large one, else git's own."""

    name: str
    size: int
    sha256: str
    git_id: str


class HubFiles(NamedTuple):
    """Name a repository's commit and the files of it that are wanted."""

    repository: str
    commit: str
    files: tuple[HubFile, ...]

    @property
    def n_bytes(self) -> int:
        """Return the bytes of all files."""
        return sum(file.size for file in self.files)


def list_repository(repository: str, *, revision: str, family: str) -> HubFiles:
    """Ask the hub which files a load of `family` needs ("": whatever loads here).

    `FVL_HUB_ENDPOINT`, else `HF_ENDPOINT`, names another hub; `HF_TOKEN` opens private repositories.

    Raises:
        WeightsUnavailable: when the hub refuses or cannot be reached. InvalidInputError: when the repository
        holds nothing that loads here.
    """
    at = f"/revision/{urllib.parse.quote(revision, safe='')}" if revision else ""
    try:
        with ask(f"{_endpoint()}/api/models/{repository}{at}?blobs=true", token=_token()) as answer:
            facts = json.load(answer)
        entries = [_file(entry) for entry in facts["siblings"]]
        commit = str(facts["sha"])
    except BROKEN_LINE as error:
        raise WeightsUnavailable(
            f"The hub cannot be reached for {repository}: {reason_of(error)}.",
            remedy="Check the connection and run the same command again.",
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsUnavailable(
            f"{_endpoint()} does not answer as a hub does.", remedy="Check FVL_HUB_ENDPOINT and HF_ENDPOINT."
        ) from error
    wanted = wanted_files([file.name for file in entries], family=family)
    return HubFiles(repository, commit, tuple(file for file in entries if file.name in wanted))


def download_files(found: HubFiles, folder: Path, *, on_progress: OnProgress | None) -> None:
    """Download the files into a folder that holds nothing else afterwards; what is there and right stays.

    Raises:
        WeightsUnavailable: when the hub refuses or the line breaks; the next call goes on from there.
        CorruptFileError: when a file came with another length or digest than the hub names.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done = 0
    for file in found.files:
        if not _is_right(folder / file.name, file):
            url = f"{_endpoint()}/{found.repository}/resolve/{found.commit}/{file.name}"
            progress = _shifted(on_progress, done, found.n_bytes)
            stream_to_file(url, folder / file.name, token=_token(), on_progress=progress)
            _require_right(folder / file.name, file)
        done += file.size
    names = {file.name for file in found.files}
    for stray in (path for path in folder.iterdir() if path.is_file() and path.name not in names):
        stray.unlink()


def wanted_files(names: list[str], *, family: str) -> list[str]:
    """Choose from a repository's files: settings, tokenizer, one file of weights, the safest format first.

    Raises:
        InvalidInputError: when there is nothing that loads here.

    Example:
        >>> wanted_files(["config.json", "model.safetensors", "pytorch_model.bin", "README.md"], family="")
        ['config.json', 'model.safetensors']
    """
    kinds = [kind_of_folder(family)] if family else ["open_clip", "transformers"]
    for kind in kinds:
        weights = next((name for name in WEIGHT_NAMES[kind] if name in names), None)
        settings = SETTINGS_NAMES[kind]
        if weights is not None and settings[0] in names:
            return [*(name for name in (*settings, *TOKENIZER_FILES) if name in names), weights]
    raise InvalidInputError(
        "The repository holds no CLIP that loads here.",
        remedy="It needs config.json and model.safetensors, or open_clip_config.json and its weights.",
    )


def _file(entry: Mapping[str, Any]) -> HubFile:
    large = entry.get("lfs") or {}
    size = int(large.get("size") or entry.get("size") or 0)
    git_id = "" if large else str(entry.get("blobId") or "")  # of a large file it is its pointer's
    return HubFile(str(entry["rfilename"]), size, str(large.get("sha256") or ""), git_id)


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


def _endpoint() -> str:
    return (os.environ.get("FVL_HUB_ENDPOINT") or os.environ.get("HF_ENDPOINT") or _HUB).rstrip("/")


def _token() -> str:
    """Return the person's own token, where huggingface_hub keeps it; "" without one."""
    library = import_library("huggingface_hub", purpose="Fetching from the Hugging Face hub")
    return str(library.get_token() or "")
