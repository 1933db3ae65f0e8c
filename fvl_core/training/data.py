"""Pack pictures for training into shards of small uint8 pictures, each with a record of what is known."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from fvl_core.foundation.errors import CorruptFileError
from fvl_core.foundation.files import atomic_write, bytes_digest
from fvl_core.foundation.images import open_image
from fvl_core.training.colours import CONFIDENT_SHARE, read_colour
from fvl_core.training.photos import Photo, read_photos

PX = 144
SHARD = 250
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Pack:
    """Small square pictures (n, px, px, 3) uint8 and one record (plain values) for each."""

    pictures: np.ndarray
    records: tuple[Mapping[str, Any], ...]

    @property
    def fingerprint(self) -> str:
        """Return twelve hexadecimal digits that change with any picture or record."""
        records = json.dumps(list(self.records), sort_keys=True)
        return bytes_digest(np.ascontiguousarray(self.pictures).tobytes(), records)[:12]

    @classmethod
    def joined(cls, packs: Iterable[Pack]) -> Pack:
        """Put packs one after the other."""
        packs = list(packs)
        if not packs:
            return cls(np.zeros((0, PX, PX, 3), np.uint8), ())
        return cls(np.concatenate([p.pictures for p in packs]), tuple(r for p in packs for r in p.records))

    def chosen(self, places: Sequence[int]) -> Pack:
        """Return some of the pictures with their records."""
        return Pack(self.pictures[list(places)], tuple(self.records[place] for place in places))


def pack_drawings(
    folder: Path,
    *,
    count: int,
    seed: int,
    px: int = PX,
    workers: int = 2,
    on_progress: OnProgress | None = None,
) -> Pack:
    """Draw `count` garments, `px` a side, into shards under `folder`; shards that are there already are kept.

    Garment number i of a seed is the same on every machine, whatever `count` is.
    """
    starts = range(0, count, SHARD)
    todo = [start for start in starts if not _shard(folder, start).is_file()]
    if todo and workers == 1:
        done: Iterator[None] = map(partial(_draw_shard, folder, seed, px), todo)
        _watch(done, len(todo), on_progress)
    elif todo:
        with ProcessPoolExecutor(workers) as pool:
            _watch(pool.map(partial(_draw_shard, folder, seed, px), todo), len(todo), on_progress)
    return Pack.joined(_read_shard(_shard(folder, start)) for start in starts).chosen(range(count))


def pack_photos(folder: Path, photos: Path, *, on_progress: OnProgress | None = None) -> Pack:
    """Reduce the labelled photos of a folder into shards, with label, colour reading and held-out flag.

    A shard that is there and holds these photos is kept.
    """
    listed = read_photos(photos)
    starts = range(0, len(listed), SHARD)
    for start in starts:
        part = listed[start : start + SHARD]
        if not _holds(_shard(folder, start), part):
            pairs = [_reduced_photo(photo) for photo in part]
            _write_shard(_shard(folder, start), [p for p, _ in pairs], [r for _, r in pairs])
        if on_progress is not None:
            on_progress(min(start + SHARD, len(listed)), len(listed))
    return Pack.joined(_read_shard(_shard(folder, start)) for start in starts)


def _holds(shard: Path, photos: Sequence[Photo]) -> bool:
    if not shard.is_file():
        return False
    held = [(record["id"], record["label"]) for record in _read_shard(shard).records]
    return held == [(photo.identity, photo.label) for photo in photos]


def _watch(done: Iterator[None], total: int, on_progress: OnProgress | None) -> None:
    for count, _ in enumerate(done, 1):
        if on_progress is not None:
            on_progress(count * SHARD, total * SHARD)


def _draw_shard(folder: Path, seed: int, px: int, start: int) -> None:
    from fvl_core.catalogues.drawing import draw_garment
    from fvl_core.catalogues.garment import sample_garment

    pictures, records = [], []
    for number in range(start, start + SHARD):
        garment = sample_garment(np.random.default_rng((seed, number)))
        picture = draw_garment(garment, seed=seed * 1_000_003 + number, px=px)
        pictures.append(np.asarray(picture.convert("RGB")))
        records.append(asdict(garment))
    _write_shard(_shard(folder, start), pictures, records)


def _reduced_photo(photo: Photo) -> tuple[np.ndarray, dict[str, Any]]:
    picture = open_image(photo.path)
    colour, share = read_colour(np.asarray(picture))
    small = np.asarray(picture.resize((PX, PX), Image.Resampling.BICUBIC))
    return small, {
        "id": photo.identity,
        "label": photo.label,
        "colour": colour if share >= CONFIDENT_SHARE else "",
        "held_out": photo.held_out,
    }


def _shard(folder: Path, start: int) -> Path:
    return folder / f"{start:06d}.npz"


def _write_shard(path: Path, pictures: Sequence[np.ndarray], records: Sequence[Mapping[str, Any]]) -> None:
    told = np.frombuffer(json.dumps(list(records)).encode(), np.uint8)
    buffer = io.BytesIO()
    np.savez(buffer, pictures=np.stack(pictures), records=told)
    with atomic_write(path) as stream:
        stream.write(buffer.getbuffer())


def _read_shard(path: Path) -> Pack:
    try:
        with np.load(path, allow_pickle=False) as held:
            pictures, records = held["pictures"], json.loads(held["records"].tobytes().decode())
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError) as error:
        raise CorruptFileError(f"{path} is damaged.", remedy="Delete it; it will be made again.") from error
    if len(records) != len(pictures):
        raise CorruptFileError(f"{path} is damaged.", remedy="Delete it; it will be made again.")
    return Pack(pictures, tuple(records))
