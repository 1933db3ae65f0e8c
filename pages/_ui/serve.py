"""Start the studio on the first free port and open it in a browser: `python -m pages._ui.serve`.

The process becomes `python -m uvicorn app:app`, so whoever stops it stops the server itself. uvicorn is used
rather than `streamlit run` because its listening socket sends small answers at once (see DECISIONS.md).
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[2]


def main(argv: Sequence[str] | None = None) -> None:
    """Read the options, then become the server (or, with `--open`, the one who opens the browser)."""
    options = _parser().parse_args(argv)
    if options.open:
        open_when_ready(options.open)
        return
    port = free_port(options.port)
    url = f"http://{HOST}:{port}"
    print(f"Fashion VL Studio: {url}   (Ctrl+C stops it)", flush=True)
    if has_desktop(os.environ, sys.platform):
        _open_in_background(url)
    os.chdir(ROOT)
    os.execv(sys.executable, server_command(port))


def server_command(port: int) -> list[str]:
    """Return the command line that the process becomes."""
    command = [sys.executable, "-m", "uvicorn", "app:app", "--host", HOST, "--port", str(port)]
    quiet = ["--log-level", "warning", "--no-access-log"]
    return [*command, *quiet, "--ws-per-message-deflate", "False"]  # nothing is saved on the way to oneself


def free_port(first: int, *, n_tries: int = 100) -> int:
    """Return the first port from `first` on that nobody listens on.

    Raises:
        SystemExit: when all `n_tries` ports are taken.
    """
    for port in range(first, min(first + n_tries, 65536)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(
                socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
            )  # as uvicorn: a port just left counts as free
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise SystemExit(f"Ports {first} to {first + n_tries - 1} are all taken. Try: make run PORT=9000")


def has_desktop(environment: Mapping[str, str], platform: str) -> bool:
    """Tell whether somebody could see a browser window: macOS, Windows, or a Linux display."""
    if platform in ("darwin", "win32"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def open_when_ready(url: str, *, patience_s: float = 60.0) -> bool:
    """Open `url` once the studio behind it answers; return whether a browser took it."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/api/ready", timeout=2):
                return webbrowser.open(url)
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
        except webbrowser.Error:
            return False
    return False


def _open_in_background(url: str) -> None:
    nowhere = subprocess.DEVNULL
    command = [sys.executable, "-m", "pages._ui.serve", "--open", url]
    subprocess.Popen(command, cwd=ROOT, stdin=nowhere, stdout=nowhere, stderr=nowhere)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pages._ui.serve", description="Start the studio.")
    parser.add_argument("--port", type=int, default=8501, help="first port to try (default: 8501)")
    parser.add_argument("--open", metavar="URL", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    main()
