"""What a Hugging Face hub repository holds, and which of its files a load needs."""

from __future__ import annotations

import json
import os
import urllib.parse
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from fvl_core.foundation.errors import InvalidInputError, WeightsUnavailable
from fvl_core.models.connection import BROKEN_LINE, ask, reason_of
from fvl_core.models.imports import import_library
from fvl_core.models.locations import SETTINGS_NAMES, WEIGHT_NAMES, kind_of_folder
from fvl_core.models.shards import index_of
from fvl_core.models.tokenizer_places import TOKENIZER_FOLDER, VOCABULARIES
from fvl_core.models.tokenizers import FILES as TOKENIZER_FILES

_HUB = "https://huggingface.co"


class HubFile(NamedTuple):
    """Name one file of a repository, its bytes, and its digest: sha256 of a large one, else git's own."""

    name: str
    size: int
    sha256: str
    git_id: str


class HubFiles(NamedTuple):
    """Name a repository's commit, the files of it that are wanted, and the sub-folder that they go to."""

    repository: str
    commit: str
    files: tuple[HubFile, ...]
    under: str = ""

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
    everything = _everything(repository, revision)
    wanted = wanted_files([file.name for file in everything.files], family=family)
    return _only(everything, wanted)


def list_tokenizer(repository: str) -> HubFiles:
    """Ask the hub for the tokenizer files of a repository, whatever else is in it.

    Raises:
        WeightsUnavailable: when the hub refuses or cannot be reached. InvalidInputError: when the repository
        holds no tokenizer.
    """
    everything = _everything(repository, "")
    found = _only(everything, TOKENIZER_FILES)
    if not any(file.name in VOCABULARIES for file in found.files):
        raise InvalidInputError(
            f"The repository {repository} holds no tokenizer.", remedy="Tell whoever publishes the model."
        )
    return found._replace(under=TOKENIZER_FOLDER)


def address_of(found: HubFiles, file: HubFile) -> str:
    """Return where a file is downloaded from."""
    return f"{_endpoint()}/{found.repository}/resolve/{found.commit}/{file.name}"


def wanted_files(names: list[str], *, family: str) -> list[str]:
    """Choose from a repository's files: settings, tokenizer, weights once, in the safest format there is.

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
            shards = [name for name in names if index_of(name) == weights]
            return [*(name for name in (*settings, *TOKENIZER_FILES) if name in names), weights, *shards]
    raise InvalidInputError(
        "The repository holds no CLIP that loads here.",
        remedy="It needs config.json and model.safetensors, or open_clip_config.json and its weights.",
    )


def _everything(repository: str, revision: str) -> HubFiles:
    at = f"/revision/{urllib.parse.quote(revision, safe='')}" if revision else ""
    try:
        with ask(f"{_endpoint()}/api/models/{repository}{at}?blobs=true", token=token()) as answer:
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
    return HubFiles(repository, commit, tuple(entries))


def _only(found: HubFiles, names: Collection[str]) -> HubFiles:
    return found._replace(files=tuple(file for file in found.files if file.name in names))


def _file(entry: Mapping[str, Any]) -> HubFile:
    large = entry.get("lfs") or {}
    size = int(large.get("size") or entry.get("size") or 0)
    git_id = "" if large else str(entry.get("blobId") or "")  # of a large file it is its pointer's
    return HubFile(str(entry["rfilename"]), size, str(large.get("sha256") or ""), git_id)


def _endpoint() -> str:
    return (os.environ.get("FVL_HUB_ENDPOINT") or os.environ.get("HF_ENDPOINT") or _HUB).rstrip("/")


def token() -> str:
    """Return the person's own token, where huggingface_hub keeps it; "" without one."""
    library = import_library("huggingface_hub", purpose="Fetching from the Hugging Face hub")
    return str(library.get_token() or "")
