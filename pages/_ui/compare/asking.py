"""One question to every contender, each in its own wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl
from pages._ui import asked, resources, unseen
from pages._ui.compare.contenders import Contender


def search(
    catalogue: fvl.Catalogue,
    chosen: Sequence[Contender],
    question: asked.Asked,
    share: float,
    waiting: DeltaGenerator,
) -> dict[str, fvl.Hits]:
    """Ask every contender the same question; show progress in `waiting` meanwhile.

    Raises:
        FvlError: when one of them cannot answer.
    """
    found = {}
    queries = {contender: _query(contender, question, share) for contender in chosen}
    for contender, query in queries.items():
        engine = resources.engine(catalogue, contender.model, waiting, precision=contender.precision)
        _encode_together(engine, [queries[other] for other in chosen if other.model == contender.model])
        if question.composed:
            engine = engine.with_composer(contender.composer)
        found[contender.name] = engine.search(query, k=question.k, without=question.without)
        unseen.tell(engine.model.name, unseen.words_of(engine.model, question.texts()))
    return found


def _encode_together(engine: fvl.SearchEngine, queries: Sequence[fvl.Query]) -> None:
    """Encode what several contenders ask of one model at once: beside an index every call waits its turn."""
    if len(queries) > 1:
        engine.encode(fvl.Query(ingredients=[part for query in queries for part in query.parts]))


def _query(contender: Contender, question: asked.Asked, share: float) -> fvl.Query:
    """Return the question in a contender's wording, the further ingredients as they are."""
    extras = [part.ingredient for part in question.extras]
    if not (question.words or question.picture):
        return fvl.Query(ingredients=extras, where=question.where or None)
    picture = question.picture.source if question.picture else None
    query = contender.query(question.words, picture, share, question.where)
    return replace(query, ingredients=[*query.ingredients, *extras])
