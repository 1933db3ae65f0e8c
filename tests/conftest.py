"""What every test may rely on: a cache of its own, no network, one thread, and a known way to Chromium."""

import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOOPBACK = ("127.", "::1", "localhost")

# Set before anything heavy is imported: sums on one thread come in one order, so values repeat exactly.
os.environ.setdefault("OMP_NUM_THREADS", "1")
_cache = tempfile.TemporaryDirectory(prefix="fvl-tests-")
for _name in [name for name in os.environ if name.startswith(("FVL_", "HF_"))]:
    del os.environ[_name]
os.environ["FVL_CACHE_DIR"] = _cache.name
os.environ["HF_HOME"] = f"{_cache.name}/huggingface"  # whatever this machine has fetched stays out of sight


def in_ci() -> bool:
    """Tell whether continuous integration runs the tests (CI=true)."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def find_chromium() -> str | None:
    """Return the path of a Chromium that the browser tests can drive."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and find_chromium() is None:
        reason = "no Chromium on this machine (Debian: sudo apt-get install chromium)"
        if in_ci():
            pytest.fail(f"CI must run the browser tests: {reason}")
        pytest.skip(reason)


def pytest_sessionfinish() -> None:
    _cache.cleanup()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium that `browser` tests start."""
    path = find_chromium()
    assert path is not None
    return path


@pytest.fixture
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder that only this test uses."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("FVL_CACHE_DIR", str(folder))
    return folder


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn any connection that would leave the machine into an error."""
    connect = socket.socket.connect

    def connect_here(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)
