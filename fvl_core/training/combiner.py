"""The recipe of a Combiner: edits of drawn garments, CLIP4Cir's loss, a look at held-out edits each epoch."""

from __future__ import annotations

import csv
import io
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
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import atomic_write
from fvl_core.metrics import composed_ranks, recall_at_k
from fvl_core.training.combiner_net import CombinerNet, batch_loss
from fvl_core.training.trainer import Progress, Trainer, TrainingPlan

if TYPE_CHECKING:
    from fvl_core.composition.base import Composer
    from fvl_core.models.base import VisionLanguageModel
    from fvl_core.training.edit_data import EditData

CHECKPOINT_FILE = "combiner.pt"
WEIGHTS_FILE = "combiner.safetensors"
RECIPE_FILE = "recipe.json"
VALIDATION_FILE = "validation_metrics.csv"
CHOSEN_BY = "recall@10"
_RECALL_K = (1, 10, 50)
_MAY_CHANGE = ("epochs", "plan")


@dataclass(frozen=True, kw_only=True)
class CombinerRecipe:
    """Every choice of a run; it is saved beside the weights.

    `drawings` garments of `seed` with `variants` rounds of edits train; `validation` garments of
    `validation_seed` choose the epoch. The widths fit 4 MB in half precision at 256 dimensions; CLIP4Cir's
    own are 4 and 8 times the dimension, and its dropout is 0.5, for fewer edits than can be drawn here.
    """

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


@dataclass(frozen=True)
class EpochResult:
    """State what held-out edits said after an epoch: recall@1, @10 and @50 of the averaged weights."""

    epoch: int
    recalls: Mapping[str, float]


def train_combiner(
    model: VisionLanguageModel,
    recipe: CombinerRecipe,
    data: EditData,
    held_out: EditData,
    folder: Path,
    *,
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
        held_out: edits of other garments.
        folder: for checkpoints and the result.
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
        _require_same_run(folder, {**facts, "space": model.space})
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
    results: list[EpochResult] = []
    if resume and trainer.resume():
        results = read_results(folder, until=trainer.progress.step // per_epoch)
    for epoch in range(len(results) + 1, min(recipe.epochs, until or recipe.epochs) + 1):
        if trainer.progress.step < epoch * per_epoch:
            trainer.run(on_progress=on_progress, until=epoch * per_epoch)
        weights = _weights(trainer.averaged, model)
        results.append(EpochResult(epoch, recalls(Combiner(weights), held_out)))
        if results[-1] is max(results, key=lambda result: result.recalls[CHOSEN_BY]):
            export(weights, epoch, folder, facts)
        _write_results(folder, results)
        if on_epoch is not None:
            on_epoch(results[-1])
    return tuple(results)


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
    with atomic_write(folder / RECIPE_FILE) as stream:
        recipe = {**facts, "epoch": epoch, "model": weights.model, "space": weights.space}
        stream.write(json.dumps(recipe, indent=1).encode())


def _require_same_run(folder: Path, facts: Mapping[str, Any]) -> None:
    path = folder / RECIPE_FILE
    if not path.is_file():
        return
    told = json.loads(path.read_text(encoding="utf-8"))
    other = [name for name in facts if name not in _MAY_CHANGE and told.get(name) != facts[name]]
    if other:
        raise InvalidInputError(
            f"The run in {folder} had another {' and '.join(other)}.",
            remedy="Give the same options as then, another --out, or leave --resume out.",
        )


def read_results(folder: Path, *, until: int) -> list[EpochResult]:
    """Read what the first `until` epochs reached; none where nothing was written."""
    path = folder / VALIDATION_FILE
    if not path.is_file():
        return []
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    told = [
        EpochResult(int(row.pop("epoch")), {name: float(value) for name, value in row.items()})
        for row in rows
    ]
    return [result for result in told if result.epoch <= until]


def _write_results(folder: Path, results: list[EpochResult]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, ["epoch", *results[0].recalls], lineterminator="\n")
    writer.writeheader()
    writer.writerows({"epoch": result.epoch, **result.recalls} for result in results)
    with atomic_write(folder / VALIDATION_FILE) as stream:
        stream.write(text.getvalue().encode())


def _weights(state: Mapping[str, Tensor], model: VisionLanguageModel) -> CombinerWeights:
    """Round the weights to half precision, so that what is measured is what ships."""
    tensors = {name: tensor.half().float().numpy() for name, tensor in state.items()}
    return CombinerWeights(tensors, model.name, model.space)
