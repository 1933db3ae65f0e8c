"""The files of FashionKLIP: queries, right answers and features, one JSON object a line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import atomic_write

Id = str | int
Key = Literal["query_id", "image_id"]
T = TypeVar("T")


@dataclass(frozen=True)
class KlipQuery:
    """Hold one line of a query file.

    item_ids: the pictures that answer it (empty in a file of concepts). phrases: concepts of the data set;
    match_phrases: those found in the knowledge base.
    """

    query_id: Id
    text: str
    item_ids: tuple[Id, ...] = ()
    phrases: tuple[str, ...] = ()
    match_phrases: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class KlipFeatures:
    """Hold a feature file: the key under which its ids stand, ids as they are typed there, (n, d) float32."""

    key: Key
    ids: tuple[Id, ...]
    vectors: np.ndarray


def read_klip_queries(path: str | Path) -> tuple[KlipQuery, ...]:
    """Read *_queries.jsonl and *_queries_phrases.jsonl.

    Raises:
        InvalidInputError: for a file that cannot be read, a faulty line (the published reader skips it), or
            a query id that occurs twice; names file and line.

    Source: `fashion-gen_val_queries.jsonl` and its siblings.

    Example:
        >>> import tempfile
        >>> file = Path(tempfile.mkdtemp()) / "queries.jsonl"
        >>> _ = file.write_text('{"query_id": 1, "query_text": "red dress", "item_ids": ["7"]}')
        >>> read_klip_queries(file)[0].item_ids
        ('7',)
    """

    def query(entry: Mapping[str, Any]) -> KlipQuery:
        return KlipQuery(
            _id(entry["query_id"]),
            str(entry["query_text"]),
            tuple(_id(item) for item in entry.get("item_ids", ())),
            tuple(map(str, entry.get("phrases", ()))),
            tuple(map(str, entry.get("match_phrases", ()))),
        )

    found = tuple(_lines(path, query, 'a query: {"query_id": 1, "query_text": "…", "item_ids": [ids]}'))
    _require_once(path, [entry.query_id for entry in found])
    return found


def read_klip_answers(path: str | Path, key: Key) -> dict[Id, tuple[Id, ...]]:
    """Read the right answers of each query or picture; without "item_ids", a line's "text" is the answer.

    Raises:
        InvalidInputError: as `read_klip_queries`.

    Example:
        >>> import tempfile
        >>> file = Path(tempfile.mkdtemp()) / "images.jsonl"
        >>> _ = file.write_text('{"image_id": "7", "item_ids": [1, 2]}')
        >>> read_klip_answers(file, "image_id")
        {'7': (1, 2)}
    """

    def answer(entry: Mapping[str, Any]) -> tuple[Id, tuple[Id, ...]]:
        told = entry["item_ids"] if "item_ids" in entry else [entry["text"]]
        if not isinstance(told, list):
            raise TypeError("item_ids")
        return _id(entry[key]), tuple(_id(item) for item in told)

    found = list(_lines(path, answer, f'an answer: {{"{key}": id, "item_ids": [ids]}}'))
    _require_once(path, [asked for asked, _ in found])
    return dict(found)


def read_klip_features(path: str | Path) -> KlipFeatures:
    """Read a feature file, of pictures ("image_id") or of texts ("query_id").

    Raises:
        InvalidInputError: for a faulty line, rows of different lengths, numbers that are not finite, or an
            id that occurs twice; names file and line.

    Example:
        >>> import tempfile
        >>> file = Path(tempfile.mkdtemp()) / "queries.txt_feat.jsonl"
        >>> _ = file.write_text('{"query_id": 1, "feature": [0.6, 0.8]}')
        >>> read_klip_features(file).ids
        (1,)
    """

    def row(entry: Mapping[str, Any]) -> tuple[Key, Id, np.ndarray]:
        key: Key = "query_id" if "query_id" in entry else "image_id"
        vector = np.asarray(entry["feature"], dtype=np.float32)
        if vector.ndim != 1 or not vector.size or not np.isfinite(vector).all():
            raise ValueError("feature")
        return key, _id(entry[key]), vector

    found = list(_lines(path, row, 'a feature: {"image_id": id, "feature": [numbers]}'))
    file = Path(path).name
    lengths = {len(vector) for _, _, vector in found}
    keys = {key for key, _, _ in found}
    if len(lengths) != 1 or len(keys) != 1:
        said = f"features of {sorted(lengths)} dimensions" if len(lengths) != 1 else "pictures and texts"
        raise InvalidInputError(f"{file} mixes {said}.", remedy="Extract the features again.")
    ids = tuple(item_id for _, item_id, _ in found)
    _require_once(path, ids)
    return KlipFeatures(keys.pop(), ids, np.stack([vector for _, _, vector in found]))


def write_klip_features(path: str | Path, ids: Sequence[Id], vectors: np.ndarray, *, key: Key) -> None:
    r"""Write a feature file, a line each, every float32 in full.

    Example:
        >>> import tempfile
        >>> file = Path(tempfile.mkdtemp()) / "val.224.img_feat.jsonl"
        >>> write_klip_features(file, ["7"], np.array([[0.6, 0.8]], np.float32), key="image_id")
        >>> file.read_text()
        '{"image_id": "7", "feature": [0.6000000238418579, 0.800000011920929]}\n'
    """
    with atomic_write(Path(path)) as stream:
        for item_id, row in zip(ids, np.asarray(vectors, np.float32), strict=True):
            stream.write(json.dumps({key: item_id, "feature": row.tolist()}).encode() + b"\n")


def write_klip_predictions(path: str | Path, rows: Mapping[Id, Sequence[Id]], *, key: Key) -> None:
    """Write {"query_id": id, "item_ids": [the first k]} a line."""
    with atomic_write(Path(path)) as stream:
        for asked, item_ids in rows.items():
            stream.write(json.dumps({key: asked, "item_ids": list(item_ids)}).encode() + b"\n")


def _lines(path: str | Path, take: Callable[[Mapping[str, Any]], T], what: str) -> Iterator[T]:
    file = Path(path)
    n = 0
    try:
        with file.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    n += 1
                    yield _taken(line, take, f"Line {number} of {file.name} is not {what}.")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(
            f"{file.name} cannot be read.", remedy="Give a text file in UTF-8."
        ) from error
    if not n:
        raise InvalidInputError(f"{file.name} is empty.", remedy="Give a file of FashionKLIP.")


def _taken(line: str, take: Callable[[Mapping[str, Any]], T], said: str) -> T:
    try:
        return take(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise InvalidInputError(said, remedy="Correct the line, or leave it out.") from error


def _id(value: Any) -> Id:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError("id")
    return value


def _require_once(path: str | Path, ids: Sequence[Id]) -> None:
    twice = next((item_id for item_id, n in Counter(ids).items() if n > 1), None)
    if twice is not None:
        raise InvalidInputError(
            f"{Path(path).name} has the id {twice!r} twice.", remedy="Keep one line of each."
        )
