"""The recipe of fvl-tiny: vocabulary, data, loss, plan, and the files that ship."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from fvl_core.foundation.files import atomic_write
from fvl_core.models.tiny.adapter import WEIGHTS_FILE, read_weights
from fvl_core.models.tiny.network import TinyDualEncoder, TinyShape
from fvl_core.models.tiny.tokenizer import TinyTokenizer
from fvl_core.training.data import Pack, pack_drawings, pack_photos
from fvl_core.training.tiny_batches import TinyBatches
from fvl_core.training.tiny_heads import HeadsRecipe
from fvl_core.training.tiny_loss import tiny_loss
from fvl_core.training.trainer import Progress, Trainer, TrainingPlan

RECIPE_FILE = "recipe.json"
_TOLD = ("steps", "minutes", "n_drawings", "n_photos", "drawings_fingerprint", "photos_fingerprint", "before")


@dataclass(frozen=True, kw_only=True)
class TinyRecipe:
    """Every choice of a run; it is saved beside the weights.

    `photo_share` of every batch are photos, where there are any; `batch` is one worker's.
    `sizes` are pairs (share of the run, side of the pictures until then): small ones first, for speed.
    `heads` is the part after this run, in which the convolutions stand still.
    """

    shape: TinyShape = field(default_factory=TinyShape)
    plan: TrainingPlan = field(default_factory=lambda: TrainingPlan(minutes=95, workers=2))
    drawings: int = 16_000
    batch: int = 128
    photo_share: float = 0.4
    bank_weight: float = 1.5
    sizes: tuple[tuple[float, int], ...] = ((0.33, 64), (0.6, 96), (1.0, 128))
    heads: HeadsRecipe = field(default_factory=HeadsRecipe)
    seed: int = 7

    def px_at(self, share: float) -> int:
        """Return the side of the pictures at a point of the run."""
        return next((px for until, px in self.sizes if share < until), self.sizes[-1][1])


@dataclass(frozen=True)
class TinyData:
    """Training pictures, drawn and photographed; the photos held out are not among them."""

    drawings: Pack
    photos: Pack

    @property
    def facts(self) -> dict[str, Any]:
        """Return how many pictures there are, and fingerprints that change with any of them."""
        return {
            "n_drawings": len(self.drawings.records),
            "n_photos": len(self.photos.records),
            "drawings_fingerprint": self.drawings.fingerprint,
            "photos_fingerprint": self.photos.fingerprint,
        }


def gather(
    folder: Path,
    recipe: TinyRecipe,
    photos: Path | None,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> TinyData:
    """Draw or read back the training pictures under `folder`; without photos it is drawings alone."""
    drawings = pack_drawings(
        folder / f"drawings-{recipe.seed}", count=recipe.drawings, seed=recipe.seed, on_progress=on_progress
    )
    if photos is None:
        return TinyData(drawings, Pack.joined(()))
    every = pack_photos(folder / "photos", photos)
    return TinyData(
        drawings, every.chosen([i for i, record in enumerate(every.records) if not record["held_out"]])
    )


def train_tiny(
    recipe: TinyRecipe,
    data: TinyData,
    tokenizer: TinyTokenizer,
    folder: Path,
    *,
    resume: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    until: int | None = None,
) -> Trainer:
    """Train from the start, or on from FOLDER/checkpoint.pt; the trainer holds the averaged weights."""
    torch.manual_seed(recipe.seed)
    net = TinyDualEncoder(recipe.shape).to(memory_format=torch.channels_last)
    batches = TinyBatches(data.drawings, data.photos, tokenizer, size=recipe.batch, seed=recipe.seed)

    def loss_of(model: nn.Module, step: int, share: float) -> Tensor:
        assert isinstance(model, TinyDualEncoder)
        batch = batches.draw(step, px=recipe.px_at(share), photo_share=recipe.photo_share)
        return tiny_loss(model, batch, bank_weight=recipe.bank_weight)

    trainer = Trainer(net, loss_of, recipe.plan, folder)
    if resume:
        trainer.resume()
    trainer.run(on_progress=on_progress, until=until)
    return trainer


def export_tiny(
    trainers: Sequence[Trainer],
    recipe: TinyRecipe,
    tokenizer: TinyTokenizer,
    folder: Path,
    facts: dict[str, Any],
) -> None:
    """Write the last trainer's averaged weights in half precision, the tokenizer, all choices and facts."""
    from safetensors.torch import save

    weights = {
        name: (value.half() if value.is_floating_point() else value).contiguous()
        for name, value in trainers[-1].averaged.items()
        if not name.endswith("num_batches_tracked")
    }
    with atomic_write(folder / WEIGHTS_FILE) as stream:
        stream.write(save(weights, metadata={"shape": json.dumps(recipe.shape.as_dict())}))
    tokenizer.save(folder)
    told = {
        **asdict(recipe),
        **facts,
        "steps": [trainer.progress.step for trainer in trainers],
        "minutes": [trainer.progress.elapsed_s / 60 for trainer in trainers],
    }
    with atomic_write(folder / RECIPE_FILE) as stream:
        stream.write(json.dumps(told, indent=1).encode())


def finished_weights(folder: Path) -> tuple[dict[str, Tensor], TinyShape, dict[str, Any]]:
    """Return the weights of a finished model, completed for training on, its shape, and how it was trained.

    Raises:
        CorruptFileError: when the file is not fvl-tiny's.
    """
    tensors, shape = read_weights(folder / WEIGHTS_FILE)
    net = TinyDualEncoder(shape)
    net.load_state_dict(tensors, strict=False)
    told = folder / RECIPE_FILE
    recipe = json.loads(told.read_text(encoding="utf-8")) if told.is_file() else {}
    return net.state_dict(), shape, {name: recipe[name] for name in _TOLD if name in recipe}
