"""What `search --json` tells: the query, the conditions, every hit, and why it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fvl_core.commands.search_output import name_of

if TYPE_CHECKING:
    from fvl_core.foundation.queries import Hits, Query
    from fvl_core.tasks.score_split import Ablation, ScoreSplit
    from fvl_core.tasks.search import SearchEngine
    from fvl_core.tasks.sweep import SweepRow


def further_facts(
    engine: SearchEngine, why: ScoreSplit | Ablation | None, swept: tuple[SweepRow, ...]
) -> dict[str, object]:
    """Return what --split and --sweep add to the JSON; nothing without them."""
    from fvl_core.tasks.score_split import ScoreSplit

    facts: dict[str, object] = {}
    if swept:
        facts["sweep"] = [
            {"share": row.share, "composer": row.hits.composer, "ids": [hit.item_id for hit in row.hits]}
            for row in swept
        ]
    if why is not None:
        facts["parts"] = [name_of(part, engine) for part in why.parts]
        if isinstance(why, ScoreSplit):
            facts["shares"] = why.shares.tolist()
        else:
            facts["without"] = {"scores": why.scores.tolist(), "ranks": why.ranks.tolist()}
    return facts


def facts_of(hits: Hits, engine: SearchEngine, query: Query) -> dict[str, object]:
    """Return the query, under which conditions it was asked, and the hits."""
    items = [engine.catalogue.item(hit.item_id) for hit in hits]
    return {
        "query": {
            "text": query.text,
            "image": query.image,
            "text_weight": query.text_weight,
            "ingredients": [
                {"weight": part.weight, "is": name_of(part, engine)} for part in query.ingredients
            ],
            "where": query.where,
        },
        "model": engine.model.name,
        "space": hits.space,
        "precision": engine.model.precision,
        "composer": hits.composer,
        "catalogue": engine.catalogue.name,
        "n_candidates": hits.n_candidates,
        "left_out": [{"id": name, "why": sentence} for name, sentence in engine.failures],
        "hits": [
            {
                "rank": hit.rank,
                "score": hit.score,
                "id": hit.item_id,
                "title": item.title,
                "path": item.path,
                "attributes": item.attributes,
            }
            for hit, item in zip(hits, items, strict=True)
        ],
    }
