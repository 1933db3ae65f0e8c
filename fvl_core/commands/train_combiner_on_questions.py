"""`train combiner` on FashionIQ, CIRR or a catalogue's triplets: CLIP4Cir's second stage."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.learning_data import tell_epoch
from fvl_core.commands.output import notice
from fvl_core.commands.progress import progress_bar, step_teller

if TYPE_CHECKING:
    from fvl_core.models.base import VisionLanguageModel
    from fvl_core.training.questions import LearningData


def learn_from_questions(
    model: VisionLanguageModel,
    questions: LearningData,
    chosen: Mapping[str, Any],
    rate: float | None,
    out: Path,
    resume: bool,
) -> None:
    """Encode pictures and wordings once, train, and say what to do next."""
    from fvl_core.embedding.cache import EmbeddingCache
    from fvl_core.training.combiner import CHECKPOINT_FILE, published_recipe, train_combiner
    from fvl_core.training.held_out import CHOSEN_BY, measure
    from fvl_core.training.questions import edits_to_learn, encode_held_out

    cache = EmbeddingCache()
    with progress_bar("Encoding pictures to learn from") as advance:
        edits = edits_to_learn(model, questions, cache, on_progress=advance)
    with progress_bar("Encoding held-out pictures") as advance:
        held_out = encode_held_out(model, questions, cache, on_progress=advance)
    results = train_combiner(
        model,
        published_recipe(model.dim, data=questions.kind, rate=rate, **chosen),
        edits,
        lambda composer: measure(composer, questions.kind, held_out),
        out,
        chosen_by=CHOSEN_BY[questions.kind],
        resume=resume,
        on_progress=step_teller(),
        on_epoch=tell_epoch,
    )
    click.echo(f"{out / CHECKPOINT_FILE}: best of {len(results)} epochs on held-out questions.")
    notice(
        f"Measure it: {PROGRAM} evaluate {questions.kind} … --composer combiner "
        f"--checkpoint {out / CHECKPOINT_FILE}"
    )
