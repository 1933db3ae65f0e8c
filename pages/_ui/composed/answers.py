"""The answers to one query, with everything that is told about them."""

from __future__ import annotations

import fvl_core as fvl
from pages._ui import asked, notices, results, unseen
from pages._ui.composed import actions, alike, beside, edits, right_answers, sweep, turns, views, why


def show(
    engine: fvl.SearchEngine, question: asked.Asked, share: float, hits: fvl.Hits, saved: tuple[str, ...]
) -> None:
    """Draw the chosen view of the answers.

    Raises:
        FvlError: when the view cannot be had for this query.
    """
    unseen.tell(engine.model.name, unseen.words_of(engine.model, question.texts()))
    turns.tell_uploads([part.id for part in question.pictures() if part.item is None])
    view = views.choose(question)
    if view == "sweep":
        sweep.show(engine, question, share)
    elif view == "beside":
        beside.show(engine, question, share)
    else:
        _results(engine, question, share, hits, saved)
    notices.unreadable(engine.failures)


def _results(
    engine: fvl.SearchEngine, question: asked.Asked, share: float, hits: fvl.Hits, saved: tuple[str, ...]
) -> None:
    shown = results.head(engine, hits, question, share)
    drawn = results.tiles(engine.catalogue, hits, saved)
    drawn = right_answers.onto(drawn, engine, question, share, hits)
    if drawn and shown.edits:
        drawn = edits.onto(drawn, engine, question, share, hits)
    if drawn and shown.why:
        drawn = why.onto(drawn, engine, question, share, hits)
    if drawn and shown.weak:
        drawn = alike.dimmed(drawn, engine, question, share, hits)
    if drawn and shown.alike:
        drawn = alike.folded(drawn, engine, hits)
    results.show(drawn, on_pick=actions.pick)
