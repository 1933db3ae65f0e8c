"""A real server in its own process, and a real Chromium that notices stray requests and console errors."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Error, Page, ViewportSize, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
HARMLESS = re.compile(r"/_stcore/(health|host-config)$")
"""Streamlit asks for these two below a page's own address first and takes a 404 for an answer."""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",  # there is none to speak of, and to imitate one costs time
    "--use-fake-device-for-media-stream",  # a camera that films a moving pie
    "--use-fake-ui-for-media-stream",
]
Scheme = Literal["dark", "light"]
VIEWPORT = ViewportSize(width=1440, height=1000)
RESTING = """() => {
  const app = document.querySelector("[data-testid=stApp]")
  if (app?.dataset.testScriptState !== "notRunning") window.restingSince = undefined
  else window.restingSince ??= performance.now()
  return performance.now() - window.restingSince > 150
}"""
ENCODING = 300_000
"""Milliseconds that a slow, busy machine may need for all pictures of a catalogue."""

expect.set_options(timeout=30_000)


class Server:
    """One studio on a port of its own."""

    def __init__(self, cache: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {**os.environ, "FVL_CACHE_DIR": str(cache), "FVL_TRACE": "", "HF_HUB_OFFLINE": ""}
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            "app:app",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
        ]
        self.process = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT, env=environment)
        self._wait()

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the server stopped at once"
            try:
                urllib.request.urlopen(f"{self.url}/api/ready", timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not answer within 30 s")


@contextmanager
def running(cache: Path) -> Iterator[Server]:
    server = Server(cache)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def cache(tmp_path_factory) -> Path:
    """The cache that all journeys share, so that the demo catalogue is encoded once."""
    return tmp_path_factory.mktemp("studio-cache")


@pytest.fixture(scope="session")
def server(cache) -> Iterator[Server]:
    with running(cache) as server:
        yield server


@pytest.fixture
def fresh_server(cache) -> Iterator[Server]:
    """A server that nobody has visited yet."""
    with running(cache) as server:
        yield server


@pytest.fixture(scope="session")
def chromium(chromium_path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


class SharedWindow:
    """A window for one test after the other: what Chromium has compiled is still there, so a page opens in a
    third of the time. Each test finds it without cookies, storage and listeners of the one before.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.page: Page | None = None

    def take(self, color_scheme: Scheme) -> Page:
        self.page = self.page or self.browser.new_context(viewport=VIEWPORT).new_page()
        self.page.set_viewport_size(VIEWPORT)
        self.page.emulate_media(color_scheme=color_scheme)
        return self.page

    def give_back(self, page: Page) -> None:
        try:
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
            page.goto("about:blank")
            page.context.clear_cookies()
        except Error:  # whatever state it was left in, the next test gets a new one
            page.context.close()
            self.page = None


class Visitor:
    """A person with a browser window; `complaints` gathers what must not happen."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.context = page, page.context
        self.url = url
        self.complaints: list[str] = []
        self._listeners = {"console": self._console, "pageerror": self._error, "request": self._request}
        for event, listener in self._listeners.items():
            page.on(event, listener)

    def leave(self) -> None:
        """Listen no longer."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        self.settled()
        return self.page

    def settled(self) -> None:
        """Wait until the script has run and rests for a moment: it also seems to rest for an instant after a
        click, and between a part of the page and the whole that this part asked for.
        """
        self.page.evaluate("window.restingSince = undefined")
        self.page.wait_for_function(RESTING, timeout=ENCODING)

    def search(self, words: str) -> None:
        field = self.page.get_by_label("Describe what you are looking for")
        field.fill(words)
        field.press("Enter")

    @property
    def address(self) -> str:
        return str(self.page.evaluate("location.href"))

    def _console(self, message) -> None:
        where = message.location.get("url", "") if message.location else ""
        if message.type == "error" and not HARMLESS.search(where):
            self.complaints.append(f"console: {message.text} ({where})")

    def _error(self, error) -> None:
        self.complaints.append(f"script error: {error}")

    def _request(self, request) -> None:
        if not request.url.startswith((self.url, self.url.replace("http", "ws", 1), "data:", "blob:")):
            self.complaints.append(f"outside request: {request.url}")


@pytest.fixture(scope="session")
def shared_window(chromium) -> SharedWindow:
    return SharedWindow(chromium)


@pytest.fixture
def visit(chromium, shared_window):
    """Open windows on a server; in the end none may have complained or shown a failure.

    Every visitor of a test is a browser of its own, with cookies of its own.
    """
    visitors: list[Visitor] = []

    def open_window(
        server: Server, *, color_scheme: Literal["dark", "light"] = "light", **options
    ) -> Visitor:
        if visitors or options:
            page = chromium.new_context(viewport=VIEWPORT, color_scheme=color_scheme, **options).new_page()
        else:
            page = shared_window.take(color_scheme)
        visitors.append(Visitor(page, server.url))
        return visitors[-1]

    yield open_window
    try:
        for visitor in visitors:
            assert visitor.complaints == []
            assert visitor.page.get_by_text("stopped at an error of ours").count() == 0
            assert visitor.page.locator("[data-testid=stException]").count() == 0
    finally:
        for visitor in visitors:
            visitor.leave()
            if visitor.page is shared_window.page:
                shared_window.give_back(visitor.page)
            else:
                visitor.context.close()
