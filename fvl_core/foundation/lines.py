"""Files of JSON lines that only ever grow: a crash costs at most the line that was being written."""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_WRITING = threading.Lock()


def append_line(path: Path, said: Mapping[str, object]) -> None:
    """Add one line by one write, and see it onto the disk; only the user may read the file.

    Raises:
        OSError: when the disk refuses.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "said.jsonl"
        >>> append_line(path, {"n": 1})
        >>> list(read_lines(path))
        [{'n': 1}]
    """
    content = json.dumps(said, separators=(",", ":")).encode() + b"\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    with _WRITING:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            content = b"\n" + content if _is_torn(handle) else content
            if os.write(handle, content) != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(handle)
        finally:
            os.close(handle)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what the whole lines say; a torn or damaged line is passed over, an absent file has none."""
    try:
        content = path.read_bytes()
    except OSError:
        return
    for line in content.split(b"\n"):
        try:
            said = json.loads(line) if line else None
        except ValueError:
            continue
        if isinstance(said, dict):
            yield said


def _is_torn(handle: int) -> bool:
    """Tell whether the file ends in the middle of a line."""
    size = os.fstat(handle).st_size
    os.lseek(handle, max(0, size - 1), os.SEEK_SET)
    return size > 0 and os.read(handle, 1) != b"\n"
