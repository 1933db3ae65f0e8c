"""Hits on the terminal and in files: a table, with why each was found, row by row of a sweep, JSON, CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fvl_core.commands.output import notice, print_table
from fvl_core.foundation.files import atomic_write
from fvl_core.foundation.items import Item

if TYPE_CHECKING:
    from fvl_core.foundation.queries import Hits, Ingredient, Query
    from fvl_core.tasks.score_split import Ablation, ScoreSplit
    from fvl_core.tasks.search import SearchEngine
    from fvl_core.tasks.sweep import SweepRow

CSV_COLUMNS = (
    "rank", "id", "score", "title",
    "query", "composer", "model", "revision", "space", "precision", "catalogue",
)  # fmt: skip


def print_hits(hits: Hits, engine: SearchEngine, why: ScoreSplit | Ablation | None = None) -> None:
    """Print rank, cosine, id and title; with `why` a column for each ingredient."""
    if not hits:
        notice("No item passes the filters.")
        return
    headers, columns = ("rank", "cosine", "id", "title"), _why_columns(why, engine)
    rows = [
        (
            str(hit.rank),
            f"{hit.score:.3f}",
            *(column[row] for _, column in columns),
            hit.item_id,
            _title(engine, hit.item_id),
        )
        for row, hit in enumerate(hits)
    ]
    print_table((*headers[:2], *(name for name, _ in columns), *headers[2:]), rows)


def print_sweep(rows: Sequence[SweepRow]) -> None:
    """Print one line per share of the words, with the ids of its hits."""
    print_table(
        ("words", "composer", "ids, best first"),
        [(f"{row.share:.2f}", row.hits.composer, " ".join(hit.item_id for hit in row.hits)) for row in rows],
    )


def write_csv(hits: Hits, engine: SearchEngine, query: Query, path: str) -> None:
    """Write the hits as CSV, each line with what was asked and of which model; "-" is stdout."""
    card = engine.model.card
    asked = (
        in_words(query, engine), hits.composer, card.name, card.revision, hits.space, engine.model.precision,
        engine.catalogue.name,
    )  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for hit in hits:
        writer.writerow((hit.rank, hit.item_id, f"{hit.score:.6f}", _title(engine, hit.item_id), *asked))
    if path == "-":
        click.echo(text.getvalue(), nl=False)
        return
    with atomic_write(Path(path).expanduser()) as stream:
        stream.write(text.getvalue().encode())
    notice(f"Wrote {path}")


def in_words(query: Query, engine: SearchEngine) -> str:
    """Write a query as its signed ingredients and its filter."""
    parts = [f"{part.weight:+g} {name_of(part, engine)}" for part in query.parts]
    filters = [
        f"{name}={'|'.join([wanted] if isinstance(wanted, str) else wanted)}"
        for name, wanted in (query.where or {}).items()
    ]
    return "; ".join([*parts, *filters])


def name_of(part: Ingredient, engine: SearchEngine) -> str:
    """Return an ingredient's words, or what its picture is called."""
    if part.text is not None:
        return f"“{part.text}”"
    own = next((item for item in engine.catalogue if _is(item, part)), None)
    if own is not None:
        return own.id
    return Path(part.image).name if isinstance(part.image, str | Path) else "a picture"


def _is(item: Item, part: Ingredient) -> bool:
    return item.image is part.image or (
        isinstance(part.image, str | Path) and item.path is not None and item.path == Path(part.image)
    )


def _why_columns(why: ScoreSplit | Ablation | None, engine: SearchEngine) -> list[tuple[str, list[str]]]:
    """Return name and cells of a column per ingredient: its share, or the score and rank without it."""
    from fvl_core.tasks.score_split import ScoreSplit

    if why is None:
        return []
    names = [name_of(part, engine) for part in why.parts]
    if isinstance(why, ScoreSplit):
        return [
            (name, [f"{share:+.3f}" for share in column])
            for name, column in zip(names, why.shares.T, strict=True)
        ]
    return [
        (
            f"without {name}",
            [f"{score:.3f} #{rank}" if rank else "–" for score, rank in zip(scores, ranks, strict=True)],
        )
        for name, scores, ranks in zip(names, why.scores.T, why.ranks.T, strict=True)
    ]


def _title(engine: SearchEngine, item_id: str) -> str:
    return engine.catalogue.item(item_id).title
