"""What queries say, encoded beside the page: a model that is indexing answers one batch later, or more."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import groupby
from pathlib import Path

import fvl_core as fvl
from pages._ui import jobs
from pages._ui.notices import ComingError

Asking = tuple[fvl.SearchEngine, fvl.Query]


def of(asking: Sequence[Asking]) -> list[fvl.EncodedQuery]:
    """Return the queries encoded; what is new to one model is encoded at once, for every call waits its turn.

    Raises:
        ComingError: when that takes longer than a batch of an index should.
        FvlError: for a picture that cannot be read, and whatever else a model refuses.
    """
    key = ("query", *(_key(engine, query) for engine, query in asking))

    def work(_: jobs.Job) -> list[fvl.EncodedQuery]:
        for _model, group in groupby(sorted(asking, key=_model_of), key=_model_of):
            _encode_together(list(group))
        found = [engine.encode(query) for engine, query in asking]
        for (engine, _query), encoded in zip(asking, found, strict=True):
            if not engine.composer.late:  # it asks the model itself
                encoded.vector(engine.composer)
        jobs.room().forget(key)  # the cache knows it now; only a failure is kept, until it is told
        return found

    job = jobs.room().ask(key, work)
    if not job.ends_soon(2 * jobs.PATIENCE_S):
        raise ComingError(
            f"{' and '.join({engine.model.name: None for engine, _ in asking})} has other work just now.",
            here=job.finished.is_set,
        )
    found: list[fvl.EncodedQuery] = job.given()
    return found


def _encode_together(asking: Sequence[Asking]) -> None:
    if len(asking) > 1:
        asking[0][0].encode(fvl.Query(ingredients=[part for _, query in asking for part in query.parts]))


def _model_of(asking: Asking) -> tuple[str, str]:
    return asking[0].model.space, asking[0].model.precision


def _key(engine: fvl.SearchEngine, query: fvl.Query) -> Hashable:
    return *_model_of((engine, query)), engine.composer.name, tuple(map(_named, query.parts))


def _named(part: fvl.Ingredient) -> Hashable:
    """Name a part of a query; a picture in memory by its place there, for the job holds it while it goes."""
    is_known = part.image is None or isinstance(part.image, str | Path | bytes)
    return part.weight, part.text, part.image if is_known else id(part.image)
