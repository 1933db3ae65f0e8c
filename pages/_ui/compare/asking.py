"""One question to every contender, each in its own wording."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl
from pages._ui import asked, encoding, resources, unseen
from pages._ui.compare.contenders import Contender


def search(
    catalogue: fvl.Catalogue,
    chosen: Sequence[Contender],
    question: asked.Asked,
    share: float,
    waiting: DeltaGenerator,
) -> dict[str, fvl.Hits]:
    """Ask every contender the same question.

    Raises:
        ComingError: while one of them is made ready. FvlError: when one of them cannot answer.
    """
    queries = {contender: _query(contender, question, share) for contender in chosen}
    engines = engines_of(catalogue, chosen, waiting)
    if question.composed:
        engines = {
            contender: engine.with_composer(contender.composer) for contender, engine in engines.items()
        }
    for engine in {engine.model.space: engine for engine in engines.values()}.values():
        unseen.tell(engine.model.name, unseen.words_of(engine.model, question.texts()))
    return ranked(engines, queries, k=question.k, without=question.without)


def engines_of(
    catalogue: fvl.Catalogue, chosen: Sequence[Contender], waiting: DeltaGenerator
) -> dict[Contender, fvl.SearchEngine]:
    """Return the engine of every contender; raises what `resources.engine` does."""
    return {
        contender: resources.engine(catalogue, contender.model, waiting, precision=contender.precision)
        for contender in chosen
    }


def ranked(
    engines: Mapping[Contender, fvl.SearchEngine],
    queries: Mapping[Contender, fvl.Query],
    *,
    k: int,
    without: Collection[str] = (),
) -> dict[str, fvl.Hits]:
    """Return what every contender finds, by its name; raises what `encoding.of` does."""
    encoded = encoding.of([(engine, queries[contender]) for contender, engine in engines.items()])
    return {
        contender.name: engine.search_encoded(query, k=k, where=queries[contender].where, without=without)
        for (contender, engine), query in zip(engines.items(), encoded, strict=True)
    }


def _query(contender: Contender, question: asked.Asked, share: float) -> fvl.Query:
    """Return the question in a contender's wording, the further ingredients as they are."""
    extras = [part.ingredient for part in question.extras]
    if not (question.words or question.picture):
        return fvl.Query(ingredients=extras, where=question.where or None)
    picture = question.picture.source if question.picture else None
    query = contender.query(question.words, picture, share, question.where)
    return replace(query, ingredients=[*query.ingredients, *extras])
