"""What a report on published composed questions says beside its figures: conditions, and what took part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fvl_core.foundation.files import bytes_digest
from fvl_core.tasks.figures import RESAMPLES, SEED

if TYPE_CHECKING:
    from fvl_core.catalogues.questions import QuestionSet
    from fvl_core.tasks.composed import Answers
    from fvl_core.tasks.composed_setting import Setting


def coverage(questions: QuestionSet, answers: Answers) -> Mapping[str, Any]:
    """Return how much of a gallery and of its questions took part, and what did not."""
    return {
        "name": questions.name,
        "n_gallery": len(answers.ids),
        "n_gallery_listed": questions.n_listed,
        "n_questions": len(answers.questions),
        "n_questions_listed": len(questions.questions),
        "missing": questions.missing,
    }


def shared_facts(setting: Setting, sets: Sequence[QuestionSet], answers: Sequence[Answers]) -> dict[str, Any]:
    """Return what a report on published questions says of its model, its data and what was left out."""
    model = setting.model
    failures = dict(failure for each in answers for failure in each.encoding.failures)
    return {
        "model": model.name,
        "space": model.space,
        "untrained": model.untrained,
        "precision": model.precision,
        "device": model.device,
        "preprocessing": model.card.preprocessing,
        **setting.facts,
        "fingerprint": bytes_digest(*(each.gallery.fingerprint for each in sets))[:16],
        "n_items": sum(len(each.gallery) for each in sets),
        "n_missing": sum(len(each.missing) for each in sets),
        "n_left_out": sum(each.n_left_out for each in answers),
        "unreadable": [{"id": item_id, "why": sentence} for item_id, sentence in failures.items()],
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "intervals": f"95 %: Wilson for shares, else {RESAMPLES:,} bootstrap draws of queries, seed {SEED}",
    }
