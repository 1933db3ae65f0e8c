"""`train tiny`: says what it takes, prepares its process, and writes figures where they belong."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from fvl_core.commands import train
from fvl_core.models.card import Measurement

FIGURE = Measurement(measure="colour", value=0.9, low=0.8, high=0.95, n=40, protocol="p", command="c")


def test_help_names_the_photos_and_the_time() -> None:
    told = CliRunner().invoke(train.command, ["tiny", "--help"]).output
    for option in ("--photos", "--minutes", "--resume", "--heads-of", "--report", "--card"):
        assert option in told


def test_it_starts_again_once_with_settings_of_threads_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda program, arguments: started.append(arguments))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "argv", ["main", "train", "tiny", "--minutes", "1"])
    for name in train._ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    train._restart_with_environment()
    assert started == [[sys.executable, "-m", "fvl_core", "train", "tiny", "--minutes", "1"]]
    assert os.environ["OMP_NUM_THREADS"] == "1"
    train._restart_with_environment()
    assert len(started) == 1
    for name in train._ENVIRONMENT:
        monkeypatch.delenv(name)


def test_the_report_prints_every_figure_and_fills_the_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = tmp_path / "toy.toml"
    card.write_text('name = "toy"\ntitle = "Toy"\nfamily = "hand"\ndim = 4\n')
    monkeypatch.setattr("fvl_core.training.tiny_report.full_report", lambda *_, **__: (FIGURE,))
    told = CliRunner().invoke(train.command, ["tiny", "--report", "--model", "hand", "--card", str(card)])
    assert told.exit_code == 0, told.output
    assert "90.00%  [80.00%, 95.00%]  n=40" in told.output
    assert 'measure = "colour"' in card.read_text()


@pytest.mark.parametrize("words", [["tiny", "--card"], ["combiner", "--checkpoint"]])
def test_what_only_a_report_reads_does_not_start_a_training(
    tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def begun(*_: object) -> None:
        pytest.fail("a training began")

    monkeypatch.setattr(train, "_restart_with_environment", begun)
    monkeypatch.setattr("fvl_core.commands.train_combiner.load_named_model", begun)
    (tmp_path / "file").write_text("")
    with pytest.raises(click.UsageError, match=f"{words[1]} goes with --report"):
        train.command.main([*words, str(tmp_path / "file")], standalone_mode=False)


def test_a_folder_that_is_not_there_is_a_wrong_call() -> None:
    with pytest.raises(click.BadParameter):
        train.command.main(["tiny", "--photos", "nowhere"], standalone_mode=False)
