"""Draw a whole catalogue into a folder, on all cores, with its table of true attributes and its edits."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from fvl_core.catalogues.captions import Caption, describe
from fvl_core.catalogues.drawing import draw_garment
from fvl_core.catalogues.edit_sampling import make_triplets
from fvl_core.catalogues.garment import Garment, sample_garment
from fvl_core.catalogues.registers import write_captions
from fvl_core.catalogues.table import write_table
from fvl_core.catalogues.triplets import write_triplets
from fvl_core.foundation.errors import InvalidInputError

PX = 320
_CHUNK = 8
_QUALITY = 82
_ABOUT = {"source": "Drawn by fvl_core.catalogues", "licence": "CC0-1.0"}


def draw_catalogue(
    out: Path,
    *,
    size: int,
    seed: int = 0,
    px: int = PX,
    on_progress: Callable[[int, int], None] | None = None,
    processes: int | None = None,
) -> None:
    """Draw garments into ``out``: ``images/``, ``items.csv``, ``captions.csv`` and ``triplets.jsonl``.

    The table holds the true attributes, a title and a description, the captions what a person might type for
    each garment, the triplets edits with all their right answers.
    Garment number i of a seed is the same whatever the size and the number of processes; the same seed gives
    the same bytes. Triplets depend on the size as well: a larger catalogue has more right answers.

    Args:
        out: A folder that is absent or empty.
        size: How many garments.
        seed: Which garments.
        px: Side of the square pictures.
        on_progress: Called with (done, size).
        processes: How many at once; all cores by default, 1 stays in this process.

    Raises:
        InvalidInputError: When the folder holds something already, or size or px is not positive.
    """
    if size < 1 or px < 16:
        raise InvalidInputError(
            f"Cannot draw {size} garments of {px} px.", remedy="Draw 1 or more, of 16 px or more."
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InvalidInputError(f"{out} is not an empty folder.", remedy="Choose a new folder.")
    (out / "images").mkdir(parents=True, exist_ok=True)
    rows = []
    for row in _drawn(partial(_draw_one, out, seed, px), size, processes or os.cpu_count() or 1):
        rows.append(row)
        if on_progress is not None:
            on_progress(len(rows), size)
    write_captions(out, {row["id"]: _caption(seed, number).phrases for number, row in enumerate(rows)})
    write_triplets(out, make_triplets([row["id"] for row in rows], rows, seed=seed))
    write_table(out, rows, about={**_ABOUT, "size": size, "seed": seed, "px": px})


def garment_of(seed: int, number: int) -> Garment:
    """Return garment ``number`` of a seed."""
    return sample_garment(np.random.default_rng((seed, number)))


def _caption(seed: int, number: int) -> Caption:
    return describe(garment_of(seed, number), np.random.default_rng((seed, number, 1)))


def _drawn(draw: Callable[[int], dict[str, str]], size: int, processes: int) -> Iterator[dict[str, str]]:
    if processes == 1 or size <= _CHUNK:
        yield from map(draw, range(size))
        return
    # Spawned, not forked: the caller may hold threads (a server, torch) that a fork would leave frozen.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(processes, -(-size // _CHUNK)), mp_context=context) as pool:
        yield from pool.map(draw, range(size), chunksize=_CHUNK)


def _draw_one(out: Path, seed: int, px: int, number: int) -> dict[str, str]:
    garment = garment_of(seed, number)
    caption = _caption(seed, number)
    identity = f"{garment.colour} {garment.category}-{number:04d}".replace(" ", "-")
    image = f"images/{identity}.webp"
    picture = draw_garment(garment, seed=seed * 1_000_003 + number, px=px)
    picture.save(out / image, quality=_QUALITY, method=4)
    words = {"id": identity, "image": image, "title": caption.title, "description": caption.description}
    return {**words, **garment.attributes()}
