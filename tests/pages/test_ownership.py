"""The cookie that says whose a browser's pictures are, and the addresses that answer its owner only."""

import re
from io import BytesIO

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

import fvl_core as fvl
from pages._ui import ownership, server, thumbnails
from tests.catalogues.test_private import bring
from tests.pages.shown import png, tiles, upload

PAGE = {"Accept": "text/html"}


def browser(cookies=None, **options):
    def page(_):
        return HTMLResponse("<p>page</p>")

    routes = [*server.routes(), Route("/search", page)]
    return TestClient(Starlette(routes=routes, middleware=server.middleware()), cookies=cookies, **options)


@pytest.fixture
def store(empty_cache):
    return fvl.PrivateStore(fvl.PrivateStore.new_secret())


def test_a_first_page_brings_a_secret_that_no_script_can_read(empty_cache):
    first, second = browser(), browser()
    cookie = first.get("/search", headers=PAGE).headers["set-cookie"]
    assert re.match(rf"{ownership.COOKIE}=[A-Za-z0-9_-]{{43}};", cookie)
    for told in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"):
        assert told in cookie
    assert "Secure" not in cookie  # over plain HTTP it would never come back
    second.get("/search", headers=PAGE)
    assert first.cookies[ownership.COOKIE] != second.cookies[ownership.COOKIE]


def test_a_browser_keeps_its_secret_and_a_made_up_one_is_replaced(empty_cache):
    visitor = browser()
    visitor.get("/search", headers=PAGE)
    secret = visitor.cookies[ownership.COOKIE]
    visitor.get("/search", headers=PAGE)
    assert visitor.cookies[ownership.COOKIE] == secret
    given = browser({ownership.COOKIE: "../../etc"}).get("/search", headers=PAGE).headers["set-cookie"]
    assert "etc" not in given


def test_over_https_the_secret_never_travels_in_the_clear(empty_cache):
    told = browser(base_url="https://testserver").get("/search", headers=PAGE).headers["set-cookie"]
    assert "Secure" in told


def test_nothing_but_pages_sets_the_cookie(empty_cache):
    assert "set-cookie" not in browser().get("/api/ready").headers


def test_a_private_thumbnail_is_its_owners_and_404_for_everybody_else(store):
    bring(store)
    address = thumbnails.of(store.load("shop")[0]).src
    assert address.startswith("/own/thumbs/")
    owner = browser({ownership.COOKIE: store.secret})
    answer = owner.get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"].startswith("private")
    other = fvl.PrivateStore(fvl.PrivateStore.new_secret())
    bring(other, colour="blue")
    theirs = thumbnails.of(other.load("shop")[0]).src
    for stranger in (browser(), browser({ownership.COOKIE: other.secret})):
        assert stranger.get(address).status_code == 404
        assert stranger.get(address.replace("/own/", "/")).status_code == 404
    assert owner.get(theirs).status_code == 404
    store.delete("shop")
    assert owner.get(address).status_code == 404


@pytest.mark.parametrize(
    "path", ["ab/../../../seen", "../seen/x", "ab/" + "ab" * 20, "ab/x.webp", "%2e%2e/seen"]
)
def test_nothing_else_of_a_store_is_served(store, path):
    bring(store)
    owner = browser({ownership.COOKIE: store.secret})
    assert owner.get(f"/own/thumbs/{path}").status_code == 404


def test_everyones_pictures_stay_everyones(store, tmp_path):
    Image.new("RGB", (4, 4), "red").save(tmp_path / "a.png")
    address = thumbnails.of(fvl.Item("a", tmp_path / "a.png")).src
    assert browser().get(address).status_code == 200


def test_the_sidebar_lists_what_this_browser_brought_and_another_is_told(studio, monkeypatch):
    secret = fvl.PrivateStore.new_secret()
    bring(fvl.PrivateStore(secret))
    monkeypatch.setattr(ownership, "secret", lambda: secret)
    mine = studio("home", catalogue="shop")
    assert mine.selectbox(key="catalogue").value == "shop"
    assert any("Yours" in caption.value for caption in mine.caption)
    monkeypatch.setattr(ownership, "secret", fvl.PrivateStore.new_secret)
    theirs = studio("home", catalogue="shop")
    assert "shop" not in theirs.selectbox(key="catalogue").options
    assert any("“shop”" in box.value for box in theirs.warning)


def test_an_uploaded_query_picture_survives_a_reload_and_stays_with_its_browser(studio, monkeypatch):
    secret = fvl.PrivateStore.new_secret()
    monkeypatch.setattr(ownership, "secret", lambda: secret)
    first = studio("search")
    upload(first, ("mine.png", png("blue")))
    digest = first.query_params["picture"]
    again = studio("search", picture=digest)
    assert tiles(again, "hits")[0]["title"] == "blue dress"
    assert not again.warning
    monkeypatch.setattr(ownership, "secret", fvl.PrivateStore.new_secret)
    assert "leaves out an uploaded picture" in studio("search", picture=digest).warning[0].value


def test_what_a_camera_noted_in_its_file_is_not_stored(studio, monkeypatch):
    secret = fvl.PrivateStore.new_secret()
    monkeypatch.setattr(ownership, "secret", lambda: secret)
    notes = Image.Exif()
    notes[0x010F] = "the camera"
    buffer = BytesIO()
    Image.new("RGB", (8, 8), "red").save(buffer, "JPEG", exif=notes)
    upload(studio("search"), ("mine.jpg", buffer.getvalue()))
    stored = [path.read_bytes() for path in fvl.PrivateStore(secret).folder.rglob("*.picture")]
    assert len(stored) == 1
    assert b"the camera" not in stored[0]
