"""The second part of fvl-tiny's recipe: the convolutions stand still, and what reads them learns on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from fvl_core.models.devices import cpu_has_bfloat16
from fvl_core.models.tiny.network import TinyDualEncoder, TinyShape
from fvl_core.models.tiny.tokenizer import TinyTokenizer
from fvl_core.training.augment import as_input, augment
from fvl_core.training.data import OnProgress, Pack
from fvl_core.training.tiny_batches import TinyBatches
from fvl_core.training.tiny_loss import tiny_loss
from fvl_core.training.trainer import Progress, Trainer, TrainingPlan

_AT_ONCE = 250


@dataclass(frozen=True, kw_only=True)
class HeadsRecipe:
    """Every choice of this part: each picture is seen in `looks` ways, once as it is, otherwise varied.

    `bank_weight` and `stressed`, pairs (bank, weight), stress the questions, above all the one that the first
    part leaves weakest: the convolutions tell patterns apart better than the projection learned beside them.
    """

    steps: int = 1_800
    rate: float = 1e-3
    batch: int = 256
    looks: int = 3
    px: int = 128
    bank_weight: float = 4.0
    stressed: tuple[tuple[str, float], ...] = (
        ("category", 6.0),
        ("pattern", 14.0),
        ("photo category", 3.0),
        ("photo colour", 3.0),
    )


def train_heads(
    weights: Mapping[str, Tensor],
    shape: TinyShape,
    recipe: HeadsRecipe,
    packs: tuple[Pack, Pack],
    pooled: tuple[np.ndarray, np.ndarray],
    tokenizer: TinyTokenizer,
    folder: Path,
    *,
    seed: int,
    on_progress: Callable[[Progress], None] | None = None,
) -> Trainer:
    """Train projection, text tower and scale on what `pool_packs` gave for drawings and photos.

    Goes on from FOLDER/checkpoint.pt where there is one; the trainer holds the averaged weights of the whole
    net.
    """
    torch.manual_seed(seed)
    net = TinyDualEncoder(shape)
    net.load_state_dict(weights)
    batches = TinyBatches(
        *packs, tokenizer, size=recipe.batch, seed=seed + 1, pictures=pooled, view=_one_look_of_each
    )
    for part in (net.image.stem, net.image.downs, net.image.stages):
        part.requires_grad_(requires_grad=False)

    def loss_of(model: nn.Module, step: int, share: float) -> Tensor:
        assert isinstance(model, TinyDualEncoder)
        del share
        batch = batches.draw(step, px=recipe.px, photo_share=0.4)
        return tiny_loss(
            model,
            batch,
            bank_weight=recipe.bank_weight,
            weights=dict(recipe.stressed),
            look=model.image.read,
        )

    plan = TrainingPlan(steps=recipe.steps, rate=recipe.rate, averaging=0.995)
    trainer = Trainer(net, loss_of, plan, folder)
    trainer.resume()
    trainer.run(on_progress=on_progress)
    return trainer


def pool_packs(
    weights: Mapping[str, Tensor],
    shape: TinyShape,
    recipe: HeadsRecipe,
    packs: tuple[Pack, Pack],
    *,
    seed: int,
    on_progress: OnProgress | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return what the convolutions make of the pictures of each pack: (n, looks, pooled) float16."""
    net = TinyDualEncoder(shape)
    net.load_state_dict(weights)
    tower = net.fold().image.to(memory_format=torch.channels_last)
    total = sum(len(pack.records) for pack in packs) * recipe.looks
    done, native = 0, cpu_has_bfloat16()
    kept = tuple(np.empty((len(pack.records), recipe.looks, tower.pooled), np.float16) for pack in packs)
    for number, pack in enumerate(packs):
        for look in range(recipe.looks):
            chance = torch.Generator().manual_seed(((seed * 2 + number) * recipe.looks + look) * 1_000_003)
            for start in range(0, len(pack.records), _AT_ONCE):
                raw = torch.from_numpy(pack.pictures[start : start + _AT_ONCE])
                seen = augment(raw, px=recipe.px, generator=chance) if look else as_input(raw, px=recipe.px)
                with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=native):
                    kept[number][start : start + len(raw), look] = tower.pool(seen).float().numpy()
                done += len(raw)
                if on_progress is not None:
                    on_progress(done, total)
    return kept[0], kept[1]


def _one_look_of_each(pooled: Tensor, *, px: int, generator: torch.Generator) -> Tensor:
    del px
    looks = torch.randint(pooled.shape[1], (len(pooled),), generator=generator)
    return pooled[torch.arange(len(pooled)), looks].float()
