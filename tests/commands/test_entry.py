"""The command line's door: help without waiting, and every failure in one line with a remedy."""

import signal
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from fvl_core.commands.entry import VERBS, cli
from fvl_core.foundation.errors import FvlError, WeightsUnavailable
from tests.conftest import ROOT
from tests.test_architecture import HEAVY


def walk(command, path=()):
    """Yield every command with the words that call it."""
    yield path, command
    for name in getattr(command, "commands", {}):
        yield from walk(command.commands[name], (*path, name))


def every_command():
    for verb in VERBS:
        yield from walk(cli.get_command(click.Context(cli), verb), (verb,))


def run_python(*words):
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)


ALL = [pytest.param(path, command, id=" ".join(path)) for path, command in every_command()]


def fail_with(monkeypatch, error):
    """Let `models` raise an error."""

    def raise_it(**_):
        raise error

    monkeypatch.setattr(cli.get_command(click.Context(cli), "models"), "callback", raise_it)
    return CliRunner().invoke(cli, ["models"])


@pytest.mark.parametrize(("path", "command"), ALL)
def test_every_verb_has_help_with_runnable_examples(path, command):
    done = CliRunner().invoke(cli, [*path, "--help"])
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Usage: python -m fvl_core {' '.join(path)}")
    assert f"python -m fvl_core {path[0]}" in done.stdout.split("Example", 1)[1]
    assert command.help


@pytest.mark.parametrize(("path", "command"), ALL)
def test_the_examples_in_the_help_name_options_that_exist(path, command):
    known = {option for param in command.params for option in param.opts}
    lines = [line.split() for line in (command.epilog or "").splitlines() if "fvl_core" in line]
    for words in lines:
        start = words.index("fvl_core") + 1
        if tuple(words[start : start + len(path)]) == path and not getattr(command, "commands", {}):
            assert {word for word in words if word.startswith("-") and word != "-m"} <= known | {"-m"}


@pytest.mark.parametrize("verb", VERBS)
def test_the_list_of_verbs_says_what_each_verb_says_of_itself(verb):
    command = cli.get_command(click.Context(cli), verb)
    assert command is not None
    assert (command.help or "").splitlines()[0] == VERBS[verb]


def test_help_loads_no_heavy_library_and_names_every_verb():
    script = (
        "import sys, atexit\n"
        f"atexit.register(lambda: print('loaded', *[n for n in {HEAVY!r} if n in sys.modules]))\n"
        "from fvl_core.commands.entry import cli\n"
        "cli(['--help'])"
    )
    done = run_python("-c", script)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "loaded"
    assert all(f"  {verb}" in done.stdout for verb in VERBS)


def test_the_module_runs_as_a_program():
    done = run_python("-m", "fvl_core", "models", "--help")
    assert done.returncode == 0
    assert "Usage: python -m fvl_core models" in done.stdout


def test_an_unknown_verb_is_one_line_and_status_2():
    done = CliRunner().invoke(cli, ["serach"])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "serach" in done.stderr
    assert "--help" in done.stderr


def test_an_unknown_option_is_one_line_that_names_the_verbs_help():
    done = CliRunner().invoke(cli, ["models", "--jsno"])
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert "python -m fvl_core models --help" in done.stderr


def test_no_verb_at_all_shows_the_help_and_is_no_success():
    done = CliRunner().invoke(cli, [])
    assert done.exit_code == 2
    assert "Verbs" in done.output


def test_our_own_errors_are_one_line_with_the_remedy_and_status_1(monkeypatch):
    done = fail_with(monkeypatch, WeightsUnavailable("Not\nhere.", remedy="Fetch them."))
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "Error: Not here. Fetch them.\n")


def test_what_nobody_foresaw_is_one_line_without_a_traceback(monkeypatch):
    done = fail_with(monkeypatch, ZeroDivisionError("division by zero"))
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert "ZeroDivisionError: division by zero" in done.stderr
    assert "FVL_TRACE=1" in done.stderr


def test_a_file_that_cannot_be_written_is_named(monkeypatch):
    done = fail_with(monkeypatch, PermissionError(13, "Permission denied", "/there/report.json"))
    assert (done.exit_code, done.stderr) == (1, "Error: Permission denied: /there/report.json\n")


def test_ctrl_c_ends_with_status_130_and_says_so(monkeypatch):
    done = fail_with(monkeypatch, KeyboardInterrupt())
    assert done.exit_code == 130
    assert "Stopped." in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_a_real_ctrl_c_ends_the_program_with_status_130():
    script = (
        "import signal, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background job ignores it
        "from fvl_core.commands import models\n"
        "from fvl_core.commands.entry import cli\n"
        "models.command.callback = lambda **_: (print('running', flush=True), time.sleep(60))\n"
        "cli(['models'])"
    )
    pipe = subprocess.PIPE
    words = [sys.executable, "-c", script]
    with subprocess.Popen(words, cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "running\n"
        program.send_signal(signal.SIGINT)
        _, told = program.communicate(timeout=30)
    assert program.returncode == 130
    assert "Stopped." in told
    assert "Traceback" not in told


def test_the_trace_switch_lets_the_traceback_through(monkeypatch):
    monkeypatch.setenv("FVL_TRACE", "1")
    done = fail_with(monkeypatch, FvlError("Broken."))
    assert isinstance(done.exception, FvlError)
