"""The bar appears on stderr for work that lasts, and not otherwise; a training tells its steps in lines."""

import pytest

from fvl_core.commands.progress import progress_bar, step_teller
from fvl_core.training.trainer import Progress


@pytest.fixture
def at_once(monkeypatch):
    """Draw after no time at all, as on a terminal."""
    monkeypatch.setattr("fvl_core.commands.progress.SHOW_AFTER_S", 0.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)


def test_a_bar_counts_to_the_total_on_stderr(at_once, capsys):
    with progress_bar("Encoding shop") as advance:
        for done in (0, 32, 64, 70):
            advance(done, 70)
    told = capsys.readouterr()
    assert told.out == ""
    assert "Encoding shop: 100%" in told.err
    assert "70/70" in told.err


def test_quick_work_draws_nothing(capsys):
    with progress_bar("Encoding shop") as advance:
        advance(5, 5)
    assert capsys.readouterr().err == ""


def test_work_that_never_reports_draws_nothing(at_once, capsys):
    with progress_bar("Encoding shop"):
        pass
    assert capsys.readouterr().err == ""


def test_the_bar_is_closed_when_the_work_fails(at_once, capsys):
    def fail():
        with progress_bar("Encoding shop") as advance:
            advance(1, 5)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert capsys.readouterr().err.endswith("\n")


def test_steps_are_told_at_first_then_every_half_minute_and_at_the_end(capsys):
    tell = step_teller()
    for step, elapsed in enumerate((0.0, 10.0, 31.0, 35.0)):
        tell(Progress(step=step, share=elapsed / 35, elapsed_s=elapsed, loss=1.0))
    assert [line.split()[1] for line in capsys.readouterr().err.splitlines()] == ["0", "2", "3"]
