"""The files of a hub repository that a load needs, and no others."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from fvl_core.foundation.errors import CorruptFileError, FvlError, InvalidInputError, WeightsUnavailable
from fvl_core.models.base import OnProgress
from fvl_core.models.folders import WEIGHT_NAMES
from fvl_core.models.imports import import_library
from fvl_core.models.tokenizers import FILES as TOKENIZER_FILES

_PURPOSE = "Fetching from the Hugging Face hub"


class HubFiles(NamedTuple):
    """Name a repository's commit and its wanted files, each with its bytes."""

    commit: str
    sizes: Mapping[str, int]


def download_repository(
    repository: str, folder: Path, *, revision: str, family: str, on_progress: OnProgress | None
) -> HubFiles:
    """Download what a load of `family` needs ("": whatever loads here) into a folder.

    `FVL_HUB_ENDPOINT`, else `HF_ENDPOINT`, names another hub; `HF_TOKEN` is read by huggingface_hub itself.

    Raises:
        WeightsUnavailable: when the hub refuses or cannot be reached. InvalidInputError: when the repository
        holds nothing that loads here. CorruptFileError: when a file came with another length.
    """
    library = import_library("huggingface_hub", purpose=_PURPOSE)
    httpx = import_library("httpx", purpose=_PURPOSE)
    endpoint = os.environ.get("FVL_HUB_ENDPOINT") or os.environ.get("HF_ENDPOINT") or None
    try:
        found = _list_files(library.HfApi(endpoint=endpoint), repository, revision, family)
        library.snapshot_download(
            repository,
            revision=found.commit,
            local_dir=folder,
            allow_patterns=list(found.sizes),
            endpoint=endpoint,
            tqdm_class=_progress_class(sum(found.sizes.values()), on_progress),
        )
    except FvlError:
        raise
    except (OSError, httpx.HTTPError, ValueError) as error:  # the hub's errors are OSErrors and HTTPErrors
        raise _explained(repository, error) from error
    _require_sizes(folder, found)
    return found


def wanted_files(names: list[str], *, family: str) -> list[str]:
    """Choose from a repository's files: settings, tokenizer, one file of weights, the safest format first.

    Raises:
        InvalidInputError: when there is nothing that loads here.

    Example:
        >>> wanted_files(["config.json", "model.safetensors", "pytorch_model.bin", "README.md"], family="")
        ['config.json', 'model.safetensors']
    """
    loader = {"fashionclip": "transformers", "openfashionclip": "open_clip"}.get(family, family)
    kinds = [loader] if loader else ["open_clip", "transformers"]
    settings = {
        "open_clip": ("open_clip_config.json",),
        "transformers": ("config.json", "preprocessor_config.json"),
    }
    for kind in kinds:
        weights = next((name for name in WEIGHT_NAMES.get(kind, ()) if name in names), None)
        if weights is not None and settings[kind][0] in names:
            beside = (*settings[kind], *TOKENIZER_FILES)
            return [*(name for name in beside if name in names), weights]
    raise InvalidInputError(
        "The repository holds no CLIP that loads here.",
        remedy="It needs config.json and model.safetensors, or open_clip_config.json and its weights.",
    )


def _list_files(api: Any, repository: str, revision: str, family: str) -> HubFiles:
    facts = api.model_info(repository, revision=revision or None, files_metadata=True)
    sizes = {entry.rfilename: int(entry.size or 0) for entry in facts.siblings}
    return HubFiles(str(facts.sha), {name: sizes[name] for name in wanted_files(list(sizes), family=family)})


def _progress_class(total: int, on_progress: OnProgress | None) -> type:
    """Return a silent bar for huggingface_hub that passes the bytes of all files on."""
    from tqdm.auto import tqdm

    lock = threading.Lock()
    done = [0]

    class Bytes(tqdm):
        def __init__(self, *args: Any, **options: Any) -> None:
            self._counts = options.get("unit") == "B"
            super().__init__(*args, **{**options, "disable": True})

        def update(self, n: float | None = 1) -> None:
            if self._counts and n and on_progress is not None:
                with lock:
                    done[0] = min(done[0] + int(n), total)
                    on_progress(done[0], total)

    return Bytes


def _require_sizes(folder: Path, found: HubFiles) -> None:
    for name, size in found.sizes.items():
        if size and (folder / name).stat().st_size != size:
            (folder / name).unlink()
            raise CorruptFileError(
                f"{name} came with another length than the hub says.", remedy="Fetch it again."
            )


def _explained(repository: str, error: Exception) -> WeightsUnavailable:
    kind = type(error).__name__
    if kind == "GatedRepoError":
        reason, remedy = (
            "asks you to accept its terms",
            "Accept them on the hub's page, set HF_TOKEN, fetch again.",
        )
    elif kind in ("RepositoryNotFoundError", "RevisionNotFoundError", "RemoteEntryNotFoundError"):
        reason, remedy = "was not found on the hub", "Check the name; a private one needs HF_TOKEN."
    else:
        first = (str(error).strip() or kind).splitlines()[0][:160]
        reason, remedy = (
            f"could not be fetched ({first})",
            "Check the connection and run the same command again.",
        )
    return WeightsUnavailable(f"The repository {repository} {reason}.", remedy=remedy)
