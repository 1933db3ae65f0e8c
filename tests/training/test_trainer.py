"""The trainer lowers a loss, follows its plan, and resumes as if it had never stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from fvl_core.foundation.errors import CorruptFileError
from fvl_core.training.trainer import CHECKPOINT, Progress, Trainer, TrainingPlan


def _net() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1))


def _loss(model: nn.Module, number: int, share: float) -> Tensor:
    del share
    inputs = torch.randn(16, 4, generator=torch.Generator().manual_seed(number))
    return (model(inputs)[:, 0] - inputs.sum(1)).pow(2).mean()


def _weights(trainer: Trainer) -> list[Tensor]:
    return [value.clone() for value in (*trainer.model.state_dict().values(), *trainer.averaged.values())]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_lowers_the_loss(workers: int, tmp_path: Path) -> None:
    plan = TrainingPlan(steps=60, rate=0.02, workers=workers)
    seen: list[float] = []
    trainer = Trainer(_net(), _loss, plan, tmp_path)
    trainer.run(on_progress=lambda progress: seen.append(progress.loss))
    assert seen[-1] < 0.5 * seen[0]
    assert trainer.progress.step == 60


@pytest.mark.parametrize("workers", [1, 2])
def test_a_resumed_run_equals_an_uninterrupted_one(workers: int, tmp_path: Path) -> None:
    plan = TrainingPlan(steps=12, rate=0.02, workers=workers)
    whole = Trainer(_net(), _loss, plan, tmp_path / "whole")
    whole.run()
    Trainer(_net(), _loss, plan, tmp_path / "parts").run(until=5)
    resumed = Trainer(_net(), _loss, plan, tmp_path / "parts")
    assert resumed.resume()
    assert resumed.progress.step == 5
    resumed.run()
    assert all(torch.equal(a, b) for a, b in zip(_weights(whole), _weights(resumed), strict=True))


def test_there_is_nothing_to_resume_in_an_empty_folder(tmp_path: Path) -> None:
    trainer = Trainer(_net(), _loss, TrainingPlan(steps=2), tmp_path)
    assert not trainer.resume()
    assert trainer.progress == Progress()


@pytest.mark.parametrize("kept", [0, 40, 0.5], ids=["nothing", "a few bytes", "the first half"])
def test_a_damaged_checkpoint_is_one_sentence(kept: float, tmp_path: Path) -> None:
    Trainer(_net(), _loss, TrainingPlan(steps=2), tmp_path).run()
    whole = (tmp_path / CHECKPOINT).read_bytes()
    (tmp_path / CHECKPOINT).write_bytes(whole[: int(kept * len(whole)) if kept < 1 else int(kept)])
    with pytest.raises(CorruptFileError, match="is damaged"):
        Trainer(_net(), _loss, TrainingPlan(steps=2), tmp_path).resume()


def test_a_finished_run_leaves_a_checkpoint_that_holds_tensors_only(tmp_path: Path) -> None:
    Trainer(_net(), _loss, TrainingPlan(steps=2), tmp_path).run()
    state = torch.load(tmp_path / CHECKPOINT, weights_only=True)
    assert state["progress"]["step"] == 2
    assert set(state) == {"model", "averaged", "optimiser", "progress"}


def test_two_workers_share_their_weights_and_take_the_mean_of_their_gradients(tmp_path: Path) -> None:
    def slope(model: nn.Module, number: int, share: float) -> Tensor:
        del share
        return (model[0].weight.sum()) * (1.0 if number % 2 else 3.0)

    net = nn.Sequential(nn.Linear(1, 1, bias=False))
    trainer = Trainer(net, slope, TrainingPlan(steps=1, workers=2, clip=1e9), tmp_path)
    trainer._optimiser.zero_grad()
    assert sum(trainer._backward(worker) for worker in range(2)) == pytest.approx(
        2 * float(net[0].weight.detach()), rel=1e-5
    )
    assert float(net[0].weight.grad) == pytest.approx(2.0)


def test_the_rate_rises_then_falls_to_nothing() -> None:
    plan = TrainingPlan(steps=100, rate=1.0, warm_up=0.1)
    assert plan.rate_at(0.05) == pytest.approx(0.5)
    assert plan.rate_at(0.1) == pytest.approx(1.0)
    assert plan.rate_at(0.55) == pytest.approx(0.5)
    assert plan.rate_at(1.0) == pytest.approx(0.0)


def test_a_plan_in_minutes_measures_time_and_one_in_steps_counts() -> None:
    assert TrainingPlan(minutes=2).progress(999, 60.0) == 0.5
    assert TrainingPlan(steps=10).progress(5, 999.0) == 0.5
    assert TrainingPlan(minutes=1).progress(1, 999.0) == 1.0


def test_a_finished_run_goes_on_under_a_longer_plan(tmp_path: Path) -> None:
    Trainer(_net(), _loss, TrainingPlan(steps=4), tmp_path).run()
    longer = Trainer(_net(), _loss, TrainingPlan(steps=6), tmp_path)
    assert longer.resume()
    assert longer.progress.share == pytest.approx(4 / 6)
    longer.run()
    assert longer.progress.step == 6
