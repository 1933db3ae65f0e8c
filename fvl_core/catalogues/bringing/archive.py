"""Zip archives of pictures, read as if somebody meant harm: by entry, with limits, onto no path of theirs."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from fvl_core.catalogues.bringing.pile import MAX_PICTURE_BYTES, PicturePile, label_of
from fvl_core.catalogues.bringing.sheet import TABLE_SUFFIXES
from fvl_core.foundation.errors import InvalidInputError

MAX_ENTRIES = 300_000
MAX_TABLES = 4
MAX_RATIO = 200
"""A picture that unpacks to more than this many times its packed size is a trick (beyond a few MB)."""
_SMALL = 5_000_000
_FAILURES = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError)


def unpack(
    archive: Path | BinaryIO,
    name: str,
    pile: PicturePile,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> list[tuple[str, bytes]]:
    """Put the pictures of a zip archive on a pile; return the tables in it, (label, content).

    An entry that is encrypted, damaged, a link, or suspiciously well packed is named among the pile's
    problems, and the others are read.

    Raises:
        InvalidInputError: when it is no zip archive, or holds more than is allowed.
    """
    tables: list[tuple[str, bytes]] = []
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            _refuse_too_much(name, entries, pile)
            for number, entry in enumerate(entries, 1):
                _take(opened, entry, pile, tables)
                if on_progress is not None:
                    on_progress(number, len(entries))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError) as error:
        raise InvalidInputError(
            f"{name} cannot be read as a zip archive.", remedy="Pack the folder again as .zip."
        ) from error
    return tables


def _refuse_too_much(name: str, entries: list[zipfile.ZipInfo], pile: PicturePile) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        raise InvalidInputError(
            f"{name} holds {len(entries):,} files; at most {MAX_ENTRIES:,} are read.",
            remedy="Bring it in several archives.",
        )
    if total + pile.n_bytes > pile.max_bytes:
        raise InvalidInputError(
            f"{name} unpacks to {total / 1e9:,.1f} GB; at most {pile.max_bytes / 1e9:.1f} GB are stored.",
            remedy="Bring smaller pictures, or index a folder from the command line.",
        )


def _take(
    opened: zipfile.ZipFile, entry: zipfile.ZipInfo, pile: PicturePile, tables: list[tuple[str, bytes]]
) -> None:
    label = label_of(entry.filename)
    if not label:
        return
    if problem := _trick(entry):
        pile.problems.append((label, f"{Path(label).name} {problem}"))
        return
    try:
        with opened.open(entry) as stream:
            if Path(label).suffix.lower() in TABLE_SUFFIXES and len(tables) < MAX_TABLES:
                tables.append((label, stream.read()))
            else:
                pile.put(label, stream)
    except InvalidInputError:
        raise
    except _FAILURES:
        pile.problems.append((label, f"{Path(label).name} is damaged inside the archive."))


def _trick(entry: zipfile.ZipInfo) -> str:
    """Say why an entry is not opened at all, "" when it may be."""
    if entry.flag_bits & 1:
        return "is encrypted."
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link, not a picture."
    if entry.file_size > MAX_PICTURE_BYTES:
        return f"has {entry.file_size / 1e6:,.0f} MB."
    if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        return f"unpacks to {entry.file_size / max(entry.compress_size, 1):,.0f} times its size."
    return ""
