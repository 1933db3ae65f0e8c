"""What a model costs, beside how good it is: measured here and now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.tasks.benchmark import SAMPLE_TEXT, describe_hardware, time_images, time_texts

if TYPE_CHECKING:
    from PIL.Image import Image

    from fvl_core.models.base import VisionLanguageModel

BATCH = 8
FLOAT_BYTES = 4


@dataclass(frozen=True, kw_only=True)
class CostLine:
    """Hold a model's costs.

    parameters: None where neither model nor card knows. download_mb: to fetch, 0 for what ships with the
    studio, None where nobody has read it; download_about: computed from the parameters. memory_mb: of the
    weights. ms_per_picture: median over batches of `batch` decoded pictures, ms_per_text: of one text.
    index_mb: of the vectors of n_items in an exact index. hardware, measured_at: where and when.
    """

    model: str
    precision: str
    device: str
    parameters: int | None
    download_mb: float | None
    download_about: bool
    memory_mb: float
    ms_per_picture: float
    ms_per_text: float
    batch: int
    n_items: int
    index_mb: float
    hardware: str
    measured_at: str


def measure_cost(
    model: VisionLanguageModel, images: Sequence[Image], *, n_items: int, text: str = SAMPLE_TEXT
) -> CostLine:
    """Time a model on some pictures and a text, and add what its card and weights say.

    Takes a second or a few: each time is the median of repeats after one that warms up.

    Args:
        model: as it is loaded.
        images: decoded pictures, at least one; a batch goes round and round over them.
        n_items: of the catalogue, for the size of its index.
        text: a typical query.

    Raises:
        InvalidInputError: for no pictures.
    """
    if not images:
        raise InvalidInputError("There are no pictures to time.", remedy="Give at least one.")
    [pictures] = time_images([model], images, batch_sizes=(BATCH,))
    [words] = time_texts([model], text)
    card = model.card
    return CostLine(
        model=model.name,
        precision=model.precision,
        device=model.device,
        parameters=model.n_parameters or card.parameters,
        download_mb=0.0 if card.source == "embedded" else card.download_mb,
        download_about=card.download_about,
        memory_mb=model.n_bytes / 1e6,
        ms_per_picture=pictures.ms,
        ms_per_text=words.ms,
        batch=BATCH,
        n_items=n_items,
        index_mb=n_items * model.dim * FLOAT_BYTES / 1e6,
        hardware=describe_hardware(model),
        measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
