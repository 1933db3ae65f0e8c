"""A trainer that knows no model: steps, schedule, averaged weights, checkpoints that a run resumes from."""

from __future__ import annotations

import copy
import math
import pickle
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from fvl_core.foundation.errors import CorruptFileError
from fvl_core.foundation.files import atomic_write

CHECKPOINT = "checkpoint.pt"

LossOf = Callable[[nn.Module, int, float], Tensor]
"""Called with (model, number of the batch, progress from 0 to 1); draws that batch and returns the loss.

Whatever it draws must depend on the number alone, so that a resumed run equals an uninterrupted one.
"""


@dataclass(frozen=True, kw_only=True)
class TrainingPlan:
    """Fix how long and how fast to train; give `steps` or `minutes` of pure training time.

    `workers` batches make one step, each computed by one thread: on a shared machine two threads with a batch
    each are up to five times as fast as two threads on one batch, which wait for each other at every layer.
    The rate rises over the first `warm_up` of the run and falls to zero along a cosine, or stays as it is
    when `constant`. `averaging` 0 keeps no average, `clip` 0 clips no gradient, `decay_all` decays
    biases too.
    """

    steps: int = 0
    minutes: float = 0.0
    rate: float = 2e-3
    warm_up: float = 0.04
    weight_decay: float = 0.05
    averaging: float = 0.998
    clip: float = 1.0
    workers: int = 1
    save_every_s: float = 120.0
    constant: bool = False
    betas: tuple[float, float] = (0.9, 0.98)
    epsilon: float = 1e-8
    decay_all: bool = False

    def progress(self, step: int, elapsed_s: float) -> float:
        """Return how far the run is, 0 to 1."""
        return min(1.0, step / self.steps if self.steps else elapsed_s / (60 * self.minutes))

    def rate_at(self, progress: float) -> float:
        """Return the learning rate at a point of the run.

        Example:
            >>> TrainingPlan(steps=10, rate=1.0).rate_at(1.0)
            0.0
        """
        if self.constant:
            return self.rate
        if progress < self.warm_up:
            return self.rate * max(progress / self.warm_up, 0.02)
        return self.rate * 0.5 * (1 + math.cos(math.pi * (progress - self.warm_up) / (1 - self.warm_up)))


@dataclass
class Progress:
    """Tell where a run stands: step, share done, seconds trained, and the loss averaged over recent steps."""

    step: int = 0
    share: float = 0.0
    elapsed_s: float = 0.0
    loss: float = field(default=math.nan)


class Trainer:
    """Lower a loss; keep an average of the weights; save everything every few minutes.

    The averaged weights are `averaged` (a state dict); they are what should ship.
    """

    def __init__(self, model: nn.Module, loss_of: LossOf, plan: TrainingPlan, folder: Path) -> None:
        self.model = model
        self.plan = plan
        self.folder = folder
        self.progress = Progress()
        self._loss_of = loss_of
        self._optimiser = torch.optim.AdamW(
            _groups(model, plan), lr=plan.rate, betas=plan.betas, eps=plan.epsilon
        )
        self.averaged = {name: value.detach().clone() for name, value in model.state_dict().items()}
        self._replicas = [model, *(_replica(model) for _ in range(plan.workers - 1))]
        self._pool = ThreadPoolExecutor(plan.workers, initializer=_one_thread) if plan.workers > 1 else None

    def run(self, *, on_progress: Callable[[Progress], None] | None = None, until: int | None = None) -> None:
        """Train to the end of the plan, or to step `until`, then save."""
        for replica in self._replicas:
            replica.train()
        saved = time.monotonic()
        while self.progress.share < 1 and (until is None or self.progress.step < until):
            started = time.monotonic()
            self._step()
            self.progress.elapsed_s += time.monotonic() - started
            self.progress.share = self.plan.progress(self.progress.step, self.progress.elapsed_s)
            if on_progress is not None:
                on_progress(self.progress)
            if time.monotonic() - saved > self.plan.save_every_s:
                self.save()
                saved = time.monotonic()
        self.save()

    def _step(self) -> None:
        now = self.progress
        for group in self._optimiser.param_groups:
            group["lr"] = self.plan.rate_at(now.share)
        self._optimiser.zero_grad(set_to_none=True)
        numbers = range(len(self._replicas))
        value = sum(self._pool.map(self._backward, numbers) if self._pool else map(self._backward, numbers))
        if self.plan.clip:
            nn.utils.clip_grad_norm_(self.model.parameters(), self.plan.clip)
        self._optimiser.step()
        now.step += 1
        now.loss = value if math.isnan(now.loss) else 0.95 * now.loss + 0.05 * value
        self._average(min(self.plan.averaging, now.step / (now.step + 9)))

    def _backward(self, worker: int) -> float:
        """Add the gradient of one worker's batch and return its share of the loss.

        Two sums in either order are equal, so two workers are as reproducible as one.
        """
        count = len(self._replicas)
        number = self.progress.step * count + worker
        loss = self._loss_of(self._replicas[worker], number, self.progress.share) / count
        loss.backward()
        return float(loss.detach())

    def _average(self, keep: float) -> None:
        for name, value in self.model.state_dict().items():
            held = self.averaged[name]
            if held.is_floating_point():
                held.lerp_(value.detach(), 1 - keep)
            else:
                held.copy_(value)

    def save(self) -> None:
        """Write FOLDER/checkpoint.pt: weights, their average, the optimiser's state, the place in the run."""
        state = {
            "model": self.model.state_dict(),
            "averaged": self.averaged,
            "optimiser": self._optimiser.state_dict(),
            "progress": vars(self.progress),
        }
        with atomic_write(self.folder / CHECKPOINT) as stream:
            torch.save(state, stream)

    def resume(self) -> bool:
        """Take up a saved run, also a finished one under a longer plan; return whether there was one."""
        path = self.folder / CHECKPOINT
        if not path.is_file():
            return False
        state = _read(path)
        self.model.load_state_dict(state["model"])
        self.averaged = {
            name: value.to(self.averaged[name].device) for name, value in state["averaged"].items()
        }
        self._optimiser.load_state_dict(state["optimiser"])
        self.progress = Progress(**state["progress"])
        self.progress.share = self.plan.progress(self.progress.step, self.progress.elapsed_s)
        return True


def _read(path: Path) -> dict[str, Any]:
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError, KeyError, OSError) as error:
        raise CorruptFileError(
            f"The checkpoint {path} is damaged.", remedy="Delete it, and the run begins anew."
        ) from error
    return state


def _replica(model: nn.Module) -> nn.Module:
    """Copy a model but for its parameters, which both share: each keeps its own running statistics."""
    twin = copy.deepcopy(model)
    for own, shared in zip(twin.modules(), model.modules(), strict=True):
        own._parameters = shared._parameters
    return twin


def _one_thread() -> None:
    torch.set_num_threads(1)


def _groups(model: nn.Module, plan: TrainingPlan) -> list[dict[str, Any]]:
    """Decay matrices and kernels only, unless the plan says all: not biases, norms or single numbers."""
    heavy = [value for value in model.parameters() if value.ndim > 1 or plan.decay_all]
    light = [value for value in model.parameters() if value.ndim <= 1 and not plan.decay_all]
    return [{"params": heavy, "weight_decay": plan.weight_decay}, {"params": light, "weight_decay": 0.0}]
