"""What every measured report says of its model and catalogue, and rows out of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.tasks.figures import RESAMPLES, SEED

if TYPE_CHECKING:
    from fvl_core.embedding.pipeline import EncodingReport
    from fvl_core.foundation.items import Catalogue, Item
    from fvl_core.models.base import VisionLanguageModel


def readable_items(catalogue: Catalogue, encoding: EncodingReport, what: str) -> list[Item]:
    """Return the items whose picture could be read, or raise InvalidInputError where there are none."""
    items = [catalogue.item(item_id) for item_id in encoding.embeddings.ids]
    if not items:
        raise InvalidInputError(
            f"No picture of {catalogue.name!r} {what}.",
            remedy="Choose another catalogue, attribute or labels.",
        )
    return items


def records(**columns: Sequence[Any]) -> tuple[Mapping[str, Any], ...]:
    """Turn columns of one length into one mapping per row."""
    rows = zip(*columns.values(), strict=True)
    return tuple(dict(zip(columns, row, strict=True)) for row in rows)


def facts_of(catalogue: Catalogue, model: VisionLanguageModel, encoding: EncodingReport) -> dict[str, Any]:
    """Return what every report says of its model, its catalogue and its intervals."""
    return {
        "model": model.name,
        "space": model.space,
        "untrained": model.untrained,
        "precision": model.precision,
        "device": model.device,
        "catalogue": catalogue.name,
        "fingerprint": catalogue.fingerprint,
        "n_items": len(catalogue),
        "unreadable": [{"id": item_id, "why": sentence} for item_id, sentence in encoding.failures],
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "intervals": f"95 %: Wilson for shares, else {RESAMPLES:,} bootstrap resamples with seed {SEED}",
    }
