"""The recipe of a Combiner: edits of drawn garments, CLIP4Cir's loss, a look at held-out edits each epoch."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from fvl_core.composition.combiner import Combiner
from fvl_core.composition.combiner_file import KEY, CombinerWeights
from fvl_core.foundation.files import atomic_write
from fvl_core.metrics import composed_ranks, recall_at_k
from fvl_core.training.combiner_net import CombinerNet, batch_loss
from fvl_core.training.edit_data import EditData
from fvl_core.training.epochs import EpochPlan, EpochResult, require_same_run, run_epochs, write_recipe
from fvl_core.training.trainer import Progress, Trainer, TrainingPlan

if TYPE_CHECKING:
    from fvl_core.composition.base import Composer
    from fvl_core.models.base import VisionLanguageModel

CHECKPOINT_FILE = "combiner.pt"
WEIGHTS_FILE = "combiner.safetensors"
CHOSEN_BY = "recall@10"
_RECALL_K = (1, 10, 50)


@dataclass(frozen=True, kw_only=True)
class CombinerRecipe:
    """Every choice of a run; it is saved beside the weights.

    `drawings` garments of `seed` with `variants` rounds of edits train; `validation` garments of
    `validation_seed` choose the epoch. The widths fit 4 MB in half precision at 256 dimensions; CLIP4Cir's
    own are 4 and 8 times the dimension, and its dropout is 0.5, for fewer edits than can be drawn here.
    `data` names what is learned from; for other data than drawings, the drawings' fields count nothing.
    """

    data: str = "drawings"
    drawings: int = 10_000
    variants: int = 4
    seed: int = 8
    validation: int = 1_000
    validation_seed: int = 9
    projection: int = 384
    hidden: int = 896
    dropout: float = 0.1
    batch: int = 2_048
    epochs: int = 12
    plan: TrainingPlan = field(default_factory=lambda: TrainingPlan(steps=1, rate=1e-3, weight_decay=0.01))


def published_recipe(dim: int, *, data: str, rate: float | None = None, **chosen: Any) -> CombinerRecipe:
    """Return CLIP4Cir's own choices for features of `dim` numbers, but for what is chosen.

    Source: CLIP4Cir, `combiner_train.py` and its README: Adam at one rate of 2e-5, batches of 4,096, 300
    epochs, widths of 4 and 8 times the features, dropout 0.5.
    """
    plan = TrainingPlan(
        steps=1,
        rate=rate or 2e-5,
        constant=True,
        betas=(0.9, 0.999),
        weight_decay=0.0,
        averaging=0.0,
        clip=0.0,
    )
    own = {"projection": 4 * dim, "hidden": 8 * dim, "dropout": 0.5, "batch": 4_096, "epochs": 300}
    return CombinerRecipe(data=data, plan=plan, **{**own, **chosen})


def train_combiner(
    model: VisionLanguageModel,
    recipe: CombinerRecipe,
    data: EditData,
    held_out: EditData | Callable[[Composer], Mapping[str, float]],
    folder: Path,
    *,
    chosen_by: str = CHOSEN_BY,
    resume: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    on_epoch: Callable[[EpochResult], None] | None = None,
    until: int | None = None,
) -> tuple[EpochResult, ...]:
    """Train from the start, or on from FOLDER/checkpoint.pt, and keep the epoch that did best on `held_out`.

    Writes into the folder combiner.pt (CLIP4Cir's format: "epoch" and "Combiner"), combiner.safetensors (half
    precision, with the model's name and space in its header), recipe.json and validation_metrics.csv.

    Args:
        model: whose features these are; it names the files' model and is not trained.
        recipe: the choices.
        data: edits to learn from.
        held_out: edits of other garments, or what measures a composer by other rules.
        folder: for checkpoints and the result.
        chosen_by: the measure whose best epoch is kept.
        resume: go on from the last checkpoint.
        on_progress: called after every step.
        on_epoch: called after every epoch.
        until: stop after this epoch, as if interrupted.

    Returns:
        What every epoch reached.

    Raises:
        InvalidInputError: when the run to go on from had other widths, data or features.
    """
    facts = {**asdict(recipe), "training": data.fingerprint, "edits": len(data)}
    if resume:
        require_same_run(folder, {**facts, "space": model.space})
    torch.manual_seed(recipe.seed)
    net = CombinerNet(model.dim, recipe.projection, recipe.hidden, recipe.dropout)
    per_epoch = data.steps(recipe.batch)
    plan = TrainingPlan(**{**asdict(recipe.plan), "steps": per_epoch * recipe.epochs})

    def loss_of(module: nn.Module, number: int, share: float) -> Tensor:
        del share
        torch.manual_seed(recipe.seed * 1_000_003 + number)  # dropout too depends on the number alone
        batch = data.batch(number, size=recipe.batch, seed=recipe.seed)
        queries = module(torch.from_numpy(batch.image), torch.from_numpy(batch.text))
        return batch_loss(queries, torch.from_numpy(batch.target), torch.from_numpy(batch.right))

    trainer = Trainer(net, loss_of, plan, folder)

    def judge() -> Mapping[str, float]:
        composer = Combiner(_weights(trainer.averaged, model))
        return recalls(composer, held_out) if isinstance(held_out, EditData) else held_out(composer)

    epochs = EpochPlan(
        folder=folder,
        steps=per_epoch,
        epochs=recipe.epochs,
        chosen_by=chosen_by,
        measure=judge,
        export=lambda epoch: export(_weights(trainer.averaged, model), epoch, folder, facts),
        on_progress=on_progress,
        on_epoch=on_epoch,
        until=until,
    )
    return run_epochs(trainer, epochs, resume=resume)


def recalls(composer: Composer, data: EditData, **weights: float) -> dict[str, float]:
    """Return recall@1, @10 and @50 of a composer over edits, the reference left out of each ranking."""
    ranks = ranks_of(composer, data, **weights)
    return {f"recall@{k}": recall_at_k(ranks, k) for k in _RECALL_K}


def ranks_of(composer: Composer, data: EditData, **weights: float) -> np.ndarray:
    """Return the rank of the best-placed right answer of every edit, the reference left out."""
    queries = composer.fuse(data.pictures.raw[data.references], data.words.raw[data.texts], **weights)
    return composed_ranks(queries, data.pictures.vectors, data.references.tolist(), data.targets).ranks


def export(weights: CombinerWeights, epoch: int, folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the weights as CLIP4Cir does, and as the small file that ships; and the run's choices."""
    from safetensors.numpy import save

    state = {name: torch.from_numpy(tensor) for name, tensor in weights.tensors.items()}
    with atomic_write(folder / CHECKPOINT_FILE) as stream:
        torch.save({"epoch": epoch, KEY: state}, stream)
    told = json.dumps({"model": weights.model, "space": weights.space})
    halves = {name: tensor.astype(np.float16) for name, tensor in weights.tensors.items()}
    with atomic_write(folder / WEIGHTS_FILE) as stream:
        stream.write(save(halves, metadata={"combiner": told}))
    write_recipe(folder, {**facts, "epoch": epoch, "model": weights.model, "space": weights.space})


def _weights(state: Mapping[str, Tensor], model: VisionLanguageModel) -> CombinerWeights:
    """Round the weights to half precision, so that what is measured is what ships."""
    tensors = {name: tensor.half().float().numpy() for name, tensor in state.items()}
    return CombinerWeights(tensors, model.name, model.space)
