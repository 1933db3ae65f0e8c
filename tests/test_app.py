"""The launcher: found by Streamlit, started on a free port, quiet towards the world, calm in failure."""

import asyncio
import logging
import socket
import subprocess
import sys
import threading
import tomllib

import pytest
from starlette.testclient import TestClient
from streamlit.web.server.app_discovery import discover_asgi_app

import fvl_core as fvl
from pages._ui import dressing, libraries, lifetime, serve, server
from pages._ui.dressing import HouseStyle


@pytest.fixture
def client(empty_cache):
    from starlette.applications import Starlette

    return TestClient(Starlette(routes=server.routes(), middleware=server.middleware()))


@pytest.fixture(scope="module")
def config():
    with (server.ROOT / ".streamlit" / "config.toml").open("rb") as file:
        return tomllib.load(file)


def test_streamlit_run_recognises_the_application(root):
    found = discover_asgi_app(root / "app.py")
    assert found.is_asgi_app
    assert found.import_string == "app:app"


def test_the_application_runs_the_studio_script(root):
    import app

    assert app.app.script_path == root / "pages" / "_ui" / "studio.py"
    assert app.app.script_path.is_file()


def test_no_run_of_a_page_walks_all_objects_of_the_process(config):
    assert config["runner"]["postScriptGC"] is False  # a quarter of a second each, once a model is loaded


def test_readiness_names_the_version(client):
    answer = client.get("/api/ready")
    assert answer.json() == {"ready": True, "version": fvl.__version__}
    assert answer.headers["cache-control"] == "no-store"


def test_a_thumbnail_is_served_once_and_then_for_a_year(client):
    (server.thumbnails_dir() / "abc").mkdir()
    (server.thumbnails_dir() / "abc" / "1.webp").write_bytes(b"picture")
    answer = client.get("/thumbs/abc/1.webp")
    assert answer.content == b"picture"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    again = client.get("/thumbs/abc/1.webp", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path", ["/thumbs/none.webp", "/thumbs/%2e%2e/secret.txt", "/thumbs/..%2fsecret.txt"]
)
def test_nothing_outside_the_thumbnails_is_served(client, empty_cache, path):
    (empty_cache / "secret.txt").write_text("secret")
    assert client.get(path).status_code in (400, 404)


def test_every_answer_tells_the_browser_to_stay_here(client):
    headers = client.get("/api/ready").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "http:" not in headers["content-security-policy"]
    assert "https:" not in headers["content-security-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]


async def hello(scope, receive, send):
    kind = b"text/html; charset=utf-8" if scope["path"] == "/page" else b"text/plain"
    packed = [pair for pair in scope["headers"] if pair[0] in (b"accept-encoding", b"if-none-match")]
    headers = [(b"content-type", kind), (b"etag", b"1"), (b"x-asked", str(len(packed)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'<body><div id="', "more_body": True})
    await send({"type": "http.response.body", "body": b'root"></div></body>'})


def test_a_page_wears_the_style_before_any_script_has_run():
    answer = TestClient(HouseStyle(hello)).get("/page", headers={"Accept": "text/html", "If-None-Match": "1"})
    before, _, after = answer.text.partition('<div id="root">')
    assert before.startswith("<body><style>")
    assert "light-dark(" in before  # ink.css
    assert ".fvl-card" in before  # studio.css
    assert after == "</div></body>"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "etag" not in answer.headers  # the mark of the page without the style
    assert answer.headers["x-asked"] == "0"


@pytest.mark.parametrize(("path", "accept"), [("/page", "*/*"), ("/script", "text/html")])
def test_nothing_but_a_page_is_dressed(path, accept):
    answer = TestClient(HouseStyle(hello)).get(path, headers={"Accept": accept})
    assert answer.text == '<body><div id="root"></div></body>'
    assert answer.headers["etag"] == "1"


def test_streamlits_page_has_the_place_where_the_style_goes():
    from pathlib import Path

    import streamlit

    page = Path(streamlit.__file__).parent / "static" / "index.html"
    assert page.read_bytes().count(dressing._BEFORE) == 1


def show_failure(error):
    from streamlit.testing.v1 import AppTest

    def page(error):
        from pages._ui import server

        server.explain_failure(error)

    return AppTest.from_function(page, args=(error,)).run()


def test_a_known_failure_shows_its_sentence_and_its_remedy():
    shown = show_failure(fvl.InvalidInputError("The query is empty.", remedy="Type words."))
    assert [box.value for box in shown.error] == ["**The query is empty.**\n\nType words."]


def test_an_unknown_failure_shows_no_traceback_but_logs_it(caplog):
    with caplog.at_level(logging.ERROR):
        shown = show_failure(ZeroDivisionError("division by zero"))
    assert "division" not in shown.error[0].value
    assert "ZeroDivisionError" in caplog.text


def test_the_next_port_is_taken_when_the_first_is_busy():
    with socket.socket() as busy:
        busy.bind((serve.HOST, 0))
        busy.listen()
        taken = busy.getsockname()[1]
        assert serve.free_port(taken) > taken


def test_no_free_port_ends_with_a_sentence():
    with socket.socket() as busy:
        busy.bind((serve.HOST, 0))
        busy.listen()
        with pytest.raises(SystemExit, match="taken"):
            serve.free_port(busy.getsockname()[1], n_tries=1)


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "darwin", True),
    ],
)
def test_a_browser_is_opened_only_where_there_is_a_desktop(environment, platform, expected):
    assert serve.has_desktop(environment, platform) is expected


def test_the_server_listens_on_this_machine_only():
    command = serve.server_command(8503)
    assert command[1:8] == ["-m", "uvicorn", "app:app", "--host", "127.0.0.1", "--port", "8503"]


def test_settings_keep_the_studio_private_and_quiet(config):
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["showEmailPrompt"] is False
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"


def test_streamlit_knows_every_setting(config):
    from streamlit import config as known

    def names(table, prefix):
        for key, value in table.items():
            yield from names(value, f"{prefix}{key}.") if isinstance(value, dict) else [f"{prefix}{key}"]

    unknown = [name for name in names(config, "") if name not in known.get_config_options()]
    assert unknown == []


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def faded(text, background, share=0.6):
    """Mix as Streamlit does for captions: 60 % ink, 40 % paper."""
    mixed = [
        round(share * int(text[i : i + 2], 16) + (1 - share) * int(background[i : i + 2], 16))
        for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def test_contrast_of_black_on_white_is_twenty_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_writing_has_enough_contrast(config, theme):
    colours = config["theme"][theme]
    papers = [colours["backgroundColor"], colours["secondaryBackgroundColor"]]
    papers += [colours["sidebar"]["backgroundColor"], colours["sidebar"]["secondaryBackgroundColor"]]
    for paper in papers:
        assert contrast(colours["textColor"], paper) >= 7
        assert contrast(faded(colours["textColor"], paper), paper) >= 4.5
        assert contrast(colours["primaryColor"], paper) >= 4.5


def test_writing_on_the_accent_can_be_read_in_both_themes(config):
    ink = (server.ROOT / "pages" / "_ui" / "ink.css").read_text("utf-8")
    on_light, on_dark = ink.split("light-dark(")[1].split(")")[0].split(", ")
    assert contrast(on_light, config["theme"]["light"]["primaryColor"]) >= 4.5
    assert contrast(on_dark, config["theme"]["dark"]["primaryColor"]) >= 4.5


def test_fonts_come_with_streamlit(config):
    fonts = {config["theme"][key] for key in ("font", "headingFont", "codeFont")}
    assert fonts <= {"sans-serif", "serif", "monospace"}


@pytest.mark.parametrize(("page_stands", "alone_s"), [(True, 60.0), (False, 0.2)])
def test_an_index_goes_on_after_the_first_page_or_when_nobody_comes(
    tmp_path, monkeypatch, page_stands, alone_s
):
    begun = threading.Event()
    queue = fvl.IndexQueue(tmp_path)
    monkeypatch.setattr(queue, "start", begun.set)
    stands = threading.Event()
    monkeypatch.setattr(libraries, "brought", stands.is_set)
    monkeypatch.setattr(lifetime, "ALONE_S", alone_s)

    async def first_seconds() -> bool:
        going_on = asyncio.create_task(lifetime._go_on(queue))
        await asyncio.sleep(0)
        before = begun.is_set()
        if page_stands:
            stands.set()
        await going_on
        return before

    assert asyncio.run(first_seconds()) is False
    assert begun.is_set()


def test_what_is_imported_ahead_are_modules_without_torch(root):
    script = (
        "import sys\nfrom pages._ui import libraries\nlibraries.modules()\n"
        "assert {'pages._ui.results', 'pages._ui.composed.answers'} <= set(sys.modules)\n"
        "assert 'pages._ui.studio' not in sys.modules\n"
        "heavy = {'torch', 'torchvision', 'open_clip', 'transformers', 'faiss'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True, timeout=60)
