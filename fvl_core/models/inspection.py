"""What a checkpoint file or folder holds, told without running it and without building a network."""

from __future__ import annotations

from pathlib import Path

from fvl_core.foundation.errors import CorruptFileError, FvlError
from fvl_core.models.checkpoints import read_outline
from fvl_core.models.folders import (
    is_tiny,
    open_clip_folder,
    tiny_report,
    transformers_folder,
)
from fvl_core.models.locations import WEIGHT_SUFFIXES, find_weight_file
from fvl_core.models.model_settings import HUGGING_FACE_KINDS, read_settings
from fvl_core.models.recognition import recognise
from fvl_core.models.report import CheckpointReport, unknown_report
from fvl_core.models.shards import absent_of_folder
from fvl_core.models.sidecar import report_as_stated

__all__ = ["CheckpointReport", "inspect_checkpoint"]


def inspect_checkpoint(path: str | Path) -> CheckpointReport:
    """Tell family, architecture, sizes, what is present and what is missing.

    Runs nothing from the file, and reads no numbers. What a file cannot tell (FILE.pt) may be stated beside
    it (FILE.pt.toml, with the keys of a card).

    Raises:
        WeightsUnavailable: when there is no such file or folder.
        CorruptFileError: when the file is empty, cut off, or no checkpoint, or a folder's settings are none.
    """
    place = Path(path).expanduser()
    if place.is_dir():
        try:
            return _inspect_folder(place)
        except FvlError:
            raise
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise CorruptFileError(
                f"The settings in {place} are not of the form that they should have.",
                remedy="Fetch or copy the folder again.",
            ) from error
    content = read_outline(place)
    if is_tiny(content.metadata):
        return tiny_report(place, place, content)
    return report_as_stated(recognise(place, content))


def _inspect_folder(folder: Path) -> CheckpointReport:
    config = read_settings(folder / "config.json")
    if (folder / "open_clip_config.json").is_file() and (
        find_weight_file(folder, "open_clip") or (not config and absent_of_folder(folder))
    ):
        return open_clip_folder(folder)
    if config.get("model_type") in HUGGING_FACE_KINDS:
        return transformers_folder(folder, config)
    if config:
        kind = config.get("model_type", "unknown")
        return unknown_report(
            folder, f"A Hugging Face folder of the kind {kind!r}, which no loader here reads."
        )
    weights = find_weight_file(folder, "fvl-tiny")
    if weights is None:
        return unknown_report(folder, _what_else(folder))
    content = read_outline(weights)
    return tiny_report(folder, weights, content) if is_tiny(content.metadata) else inspect_checkpoint(weights)


def _what_else(folder: Path) -> str:
    names = sorted(path.name for path in folder.iterdir() if path.suffix in WEIGHT_SUFFIXES)
    if not names:
        return "A folder without settings and without weights."
    return f"A folder without settings, with {len(names)} files of weights: name one, such as {names[0]}."
