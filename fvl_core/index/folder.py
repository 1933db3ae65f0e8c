"""A saved index on disk: facts.json names the native file and its digest, and is written last."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fvl_core.foundation.errors import CorruptFileError
from fvl_core.foundation.files import atomic_write, file_digest

FORMAT = 1
_REMEDY = "Delete the folder and build the index again."


def write_folder(folder: Path, facts: dict[str, Any], write_native: Callable[[Path], None]) -> None:
    """Write native file and facts; a reader meanwhile, or after a crash, finds the old pair or the new."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as scratch:
        written = Path(scratch) / "native"
        write_native(written)
        digest = file_digest(written)
        native = folder / f"index-{digest[:16]}.bin"
        written.replace(native)
    with atomic_write(folder / "facts.json") as stream:
        stream.write(
            json.dumps({**facts, "format": FORMAT, "native": native.name, "sha256": digest}).encode()
        )
    for stale in folder.glob("index-*.bin"):
        if stale != native:
            stale.unlink(missing_ok=True)


def read_folder(folder: Path) -> tuple[dict[str, Any], Path]:
    """Return the facts and the checked native file.

    Raises:
        CorruptFileError: when either is missing or not what it was when written.
    """
    try:
        facts: dict[str, Any] = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        native = folder / Path(facts["native"]).name
        intact = facts["format"] == FORMAT and file_digest(native) == facts["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorruptFileError(f"{folder} holds no readable index.", remedy=_REMEDY) from error
    if not intact:
        raise CorruptFileError(f"{native} is not what was saved.", remedy=_REMEDY)
    return facts, native
