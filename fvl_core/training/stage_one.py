"""CLIP4Cir's first stage: tune a CLIP's towers so that the sum of picture and words lies at the target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from torch import Tensor, nn
from torch.nn import functional

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import bytes_digest
from fvl_core.training.epochs import EpochPlan, EpochResult, require_same_run, run_epochs, write_recipe
from fvl_core.training.held_out import CHOSEN_BY
from fvl_core.training.stage_one_batches import BatchLosses, Judge
from fvl_core.training.trainer import Progress, Trainer, TrainingPlan
from fvl_core.training.tuned_clip import CHECKPOINT_FILE, save_tuned_clip, tunable_clip

if TYPE_CHECKING:
    from fvl_core.models.base import VisionLanguageModel
    from fvl_core.training.questions import LearningData

Encoder = Literal["both", "text", "image"]

__all__ = ["CHECKPOINT_FILE", "StageOneRecipe", "train_stage_one"]


def published_plan(rate: float = 2e-6) -> TrainingPlan:
    """Return CLIP4Cir's AdamW: one rate throughout, epsilon 1e-7, decay 0.01 of everything, no clipping."""
    return TrainingPlan(
        steps=1,
        rate=rate,
        constant=True,
        betas=(0.9, 0.999),
        epsilon=1e-7,
        weight_decay=0.01,
        decay_all=True,
        averaging=0.0,
        clip=0.0,
    )


@dataclass(frozen=True, kw_only=True)
class StageOneRecipe:
    """Every choice of a run; it is saved beside the weights. `encoder` says which towers learn.

    Source: CLIP4Cir, `clip_fine_tune.py` and its README: AdamW, 100 epochs, rate 2e-6, batches of 128.
    """

    encoder: Encoder = "both"
    epochs: int = 100
    batch: int = 128
    seed: int = 0
    plan: TrainingPlan = field(default_factory=published_plan)


class StageOneNet(nn.Module):
    """Put a CLIP's towers under one loss; stays in evaluation mode, so BatchNorm's statistics do not move."""

    def __init__(self, clip: nn.Module, encoder: Encoder) -> None:
        super().__init__()
        self.clip = clip.requires_grad_(False)
        for name, parameter in clip.named_parameters():
            tower = "image" if name.startswith("visual.") else "text"
            parameter.requires_grad_(encoder in ("both", tower))

    def train(self, mode: bool = True) -> StageOneNet:
        """Stay in evaluation mode, as published."""
        del mode
        return super().train(False)

    def forward(self, references: Tensor, tokens: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Return unit queries, from the sum of raw features, and unit targets, (b, d) each."""
        clip = self.clip
        summed = clip.encode_image(references) + clip.encode_text(tokens)
        wanted = clip.encode_image(targets)
        return functional.normalize(summed, dim=-1), functional.normalize(wanted, dim=-1)


def train_stage_one(
    model: VisionLanguageModel,
    recipe: StageOneRecipe,
    data: LearningData,
    folder: Path,
    *,
    resume: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    on_epoch: Callable[[EpochResult], None] | None = None,
    until: int | None = None,
) -> tuple[EpochResult, ...]:
    """Tune a CLIP from where it stands, or on from FOLDER/checkpoint.pt, and keep the best epoch.

    Writes into the folder tuned_clip_best.pt (CLIP4Cir's format: "epoch" and "CLIP"), a TOML file beside it
    that says architecture and padding, recipe.json and validation_metrics.csv. The model that came is
    changed; do not encode with it afterwards, load the file.

    Args:
        model: a CLIP of open_clip in float32; its card says how pictures are padded.
        recipe: the choices.
        data: questions to learn from and to be judged by.
        folder: for checkpoints and the result.
        resume: go on from the last checkpoint.
        on_progress: called after every step.
        on_epoch: called after every epoch.
        until: stop after this epoch, as if interrupted.

    Returns:
        What every epoch reached with the element-wise sum.

    Raises:
        InvalidInputError: for a model that cannot be tuned so, a batch larger than the data, a picture that
            cannot be read, or a run to go on from that had other choices.
    """
    able, clip = tunable_clip(model)
    steps = len(data.questions) // recipe.batch
    if not steps:
        raise InvalidInputError(
            f"A batch of {recipe.batch} is more than the {len(data.questions)} questions there are.",
            remedy="Take a smaller batch.",
        )
    facts = {
        **asdict(recipe),
        "data": data.kind,
        "questions": _fingerprint(data),
        "space": model.space,
        "pixels": repr(model.card.preprocessing),
    }
    if resume:
        require_same_run(folder, facts)
    trainer = Trainer(
        StageOneNet(clip, recipe.encoder),
        BatchLosses(able, data, size=recipe.batch, seed=recipe.seed),
        replace(recipe.plan, steps=steps * recipe.epochs),
        folder,
    )
    judge = Judge(model, data, images_change=recipe.encoder != "text")

    def keep(epoch: int) -> None:
        save_tuned_clip(model, clip, epoch, folder)
        write_recipe(folder, {**facts, "epoch": epoch, "model": model.name})

    epochs = EpochPlan(
        folder=folder,
        steps=steps,
        epochs=recipe.epochs,
        chosen_by=CHOSEN_BY[data.kind],
        measure=judge,
        export=keep,
        on_progress=on_progress,
        on_epoch=on_epoch,
        until=until,
    )
    return run_epochs(trainer, epochs, resume=resume)


def _fingerprint(data: LearningData) -> str:
    told = [repr(question) for question in data.questions]
    told += [repr(question) for each in data.held_out for question in each.questions]
    return bytes_digest(*told)[:12]
