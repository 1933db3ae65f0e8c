"""Time a model, the cache and the indexes here and now, as ratios within one run.

Absolute times belong to one machine on one day; a ratio to a baseline of the same run travels better.
Every time is the median of several repeats after one that warms up, but a catalogue encoded afresh: that can
be timed only once.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.index.library import build_index, list_indexes

if TYPE_CHECKING:
    from PIL.Image import Image

    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import VisionLanguageModel

BATCH_SIZES = (1, 8, 32)
SAMPLE_TEXT = "a red dress with long sleeves"
"""The text that is timed, everywhere."""
LEAST_S = 0.3
"""Repeats go on for at least this long, so that short calls are timed often."""
LEAST_REPEATS = 3
MOST_REPEATS = 200


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Hold one time: what was timed, how it was set, milliseconds per unit, and the gain over the baseline.

    `ratio` is how many times as fast as the group's baseline (1.0 is the baseline itself). `p95_ms` is the
    time that 95 % of the repeats stay under. `n` counts the repeats.
    """

    group: str
    setting: str
    unit: str
    ms: float
    p95_ms: float
    ratio: float
    n: int
    note: str = ""


def time_images(
    models: Sequence[VisionLanguageModel],
    images: Sequence[Image],
    *,
    batch_sizes: Sequence[int] = BATCH_SIZES,
) -> Iterator[Timing]:
    """Time `encode_images` per precision and batch size; the baseline is the first model, one by one.

    Args:
        models: one model loaded in several precisions, float32 first.
        images: decoded pictures; each call encodes the next batch of them, round and round.
        batch_sizes: how many at once, 1 first.
    """
    baseline: float | None = None
    for model in models:
        for size in batch_sizes:
            turns = cycle(images)  # large and small pictures take their turns at every batch size
            spent = _repeat(lambda: model.encode_images(list(islice(turns, size)), batch_size=size))  # noqa: B023
            each = [seconds / size for seconds in spent]
            baseline = baseline or statistics.median(each)
            yield _timing("images", f"{model.precision}, batch {size}", "picture", each, baseline)


def time_texts(models: Sequence[VisionLanguageModel], text: str) -> Iterator[Timing]:
    """Time one text query per precision; the baseline is the first model."""
    baseline: float | None = None
    for model in models:
        spent = _repeat(lambda: model.encode_texts([text]))  # noqa: B023 - called at once
        baseline = baseline or statistics.median(spent)
        yield _timing("one text", model.precision, "text", spent, baseline)


def time_cache(model: VisionLanguageModel, catalogue: Catalogue) -> Iterator[Timing]:
    """Time a catalogue encoded afresh (the baseline) and taken from the cache on disk."""
    with tempfile.TemporaryDirectory(prefix="fvl-bench-") as folder:
        cache = EmbeddingCache(Path(folder))
        started = time.perf_counter()
        encode_catalogue(catalogue, model, cache=cache)
        fresh = [(time.perf_counter() - started) / len(catalogue)]
        cached = [
            s / len(catalogue) for s in _repeat(lambda: encode_catalogue(catalogue, model, cache=cache))
        ]
    yield _timing("cache", "fresh", "picture", fresh, fresh[0])
    yield _timing("cache", "cached", "picture", cached, fresh[0])


def time_indexes(*, n: int, dim: int, k: int = 10, seed: int = 0) -> Iterator[Timing]:
    """Time one query over n random unit vectors per kind of index; the baseline is the first, exact one.

    The note says how many of the true k nearest each kind finds.
    """
    draws = np.random.default_rng(seed)
    vectors = _unit_rows(draws, n, dim)
    queries = _unit_rows(draws, 50, dim)
    baseline: float | None = None
    truth: np.ndarray | None = None
    for kind in list_indexes():
        index = build_index(vectors, kind=kind)
        found = index.search(queries, k)[1]  # (q, k)
        truth = found if truth is None else truth
        turns = cycle(queries)
        spent = _repeat(lambda: index.search(next(turns)[None], k))  # noqa: B023 - called at once
        baseline = baseline or statistics.median(spent)
        note = f"finds {_overlap(found, truth):.1%} of the true {k}"
        yield _timing("one search", f"{kind}, {n:,} vectors of {dim}", "query", spent, baseline, note)


def describe_hardware(model: VisionLanguageModel) -> str:
    """Say in one line on what was measured."""
    parts = [_processor(), f"{len(_usable_cores())} cores usable"]
    torch = sys.modules.get("torch")  # only what is loaded anyway
    if torch is not None:
        parts.append(f"torch {torch.__version__} on {torch.get_num_threads()} threads")
        if model.device.startswith("cuda"):
            parts.append(torch.cuda.get_device_name(model.device))
    return ", ".join([*parts, f"Python {platform.python_version()}", platform.system()])


def _repeat(call: Callable[[], object]) -> list[float]:
    call()  # warms up
    spent: list[float] = []
    while len(spent) < LEAST_REPEATS or (sum(spent) < LEAST_S and len(spent) < MOST_REPEATS):
        started = time.perf_counter()
        call()
        spent.append(time.perf_counter() - started)
    return spent


def _timing(
    group: str, setting: str, unit: str, seconds: Sequence[float], baseline: float, note: str = ""
) -> Timing:
    middle = statistics.median(seconds)
    return Timing(
        group=group,
        setting=setting,
        unit=unit,
        ms=1000 * middle,
        p95_ms=1000 * float(np.quantile(seconds, 0.95)),
        ratio=baseline / middle,
        n=len(seconds),
        note=note,
    )


def _overlap(found: np.ndarray, truth: np.ndarray) -> float:
    """Return the share of the true positions that were found; both (q, k)."""
    pairs = zip(found.tolist(), truth.tolist(), strict=True)
    return sum(len(set(a) & set(b)) for a, b in pairs) / truth.size


def _unit_rows(draws: np.random.Generator, n: int, dim: int) -> np.ndarray:
    rows = draws.standard_normal((n, dim), dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _usable_cores() -> set[int]:
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
