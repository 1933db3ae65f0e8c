"""The Bring page: what comes in is looked over, made a catalogue, indexed, kept or deleted."""

import io

import pytest
import streamlit as st
from PIL import Image

import fvl_core as fvl
from pages._ui import ownership, resources
from pages._ui.bring import at_home, inlets, progress
from tests.catalogues.bringing.archives import packed, picture
from tests.catalogues.test_private import bring
from tests.pages.shown import press, words


@pytest.fixture
def mine(rail, monkeypatch):
    """A browser of its own, and a queue that ends with the test."""
    store = fvl.PrivateStore(fvl.PrivateStore.new_secret())
    monkeypatch.setattr(ownership, "secret", lambda: store.secret)
    yield store
    fvl.index_queue().close()


def bring_files(app, kind, *files):
    app.segmented_control(key="bring_kind").set_value(kind).run()
    for name, content in files:
        app.file_uploader[0].upload(name, content)
    app.run()
    assert not app.exception
    return app


def shop(colours=("red", "blue"), **more):
    files = {f"shop/{c}/{c}.png": plain_colour(c) for c in colours}
    return packed({**files, "shop/bad.jpg": b"no picture", **more}).getvalue()


def plain_colour(colour):
    buffer = io.BytesIO()
    Image.new("RGB", (30, 40), colour).save(buffer, "PNG")
    return buffer.getvalue()


def indexed(mine):
    (job,) = fvl.index_queue().jobs(mine.owner)
    return fvl.index_queue().wait(job.id, timeout_s=30)


def test_a_zip_is_looked_over_made_and_indexed(studio, mine):
    app = bring_files(studio("bring"), "Zip", ("shop.zip", shop()))
    said = words(app)
    assert "bad.jpg cannot be read as a picture" in said
    assert [box.value for box in app.text_input if box.label == "Name of the catalogue"] == ["shop"]
    press(app, "Make it and index it with hand")
    assert mine.names() == ("shop",)
    job = indexed(mine)
    assert (job.state, job.n_searchable, [i for i, _ in job.failures]) == ("done", 2, ["bad.jpg"])
    again = studio("bring")
    assert "2 pictures can be searched with hand" in words(again)
    assert "1 could not be read and are left out" in [box.label for box in again.expander]
    found = studio("search", catalogue="shop", q="blue")
    assert not found.error
    assert "ranked by hand" in words(found)


def test_an_exported_catalogue_comes_back_under_its_name(studio, mine, tmp_path):
    items = [fvl.Item("7", plain_colour("red"), "Röd", attributes={"colour": "red"})]
    fvl.export_catalogue(fvl.Catalogue("summer shop", items), tmp_path / "out.zip")
    app = bring_files(studio("bring"), "Zip", ("out.zip", (tmp_path / "out.zip").read_bytes()))
    assert [box.value for box in app.text_input if box.label == "Name of the catalogue"] == ["summer shop"]
    press(app, "Make it and index it with hand")
    assert mine.names() == ("summer shop",)
    assert mine.load("summer shop").item("7").title == "Röd"


def test_the_encoding_that_a_table_was_read_in_is_shown(studio, mine):
    titles = ("红色的连衣裙", "蓝色的短袖衬衫", "黑色的皮鞋")
    table = "image,title\n" + "".join(f"{n}.png,{title}\n" for n, title in enumerate(titles))
    pictures = {f"{n}.png": plain_colour(colour) for n, colour in enumerate(("red", "blue", "black"))}
    files = packed({**pictures, "items.csv": table.encode("gb18030")}).getvalue()
    app = bring_files(studio("bring"), "Zip", ("shop.zip", files))
    assert words(app).count("was read as GB18030 (Chinese)") == 1
    press(app, "Make it and index it with hand")
    (name,) = mine.names()
    assert [item.title for item in mine.load(name)] == list(titles)


def test_a_draft_survives_a_reload_and_is_discarded(studio, mine):
    bring_files(studio("bring"), "Pictures", ("a.png", picture(1)), ("b.png", picture(2)))
    again = studio("bring")
    assert "What came" in [header.value for header in again.header]
    press(again, "Discard what came")
    assert "What came" not in [header.value for header in again.header]
    assert mine.staged() is None


def test_the_columns_of_a_table_are_shown_guessed_and_chosen(studio, mine):
    table = b"sku,shot,colour,text\n1,red.png,red,a red one\n2,blue.png,,\n3,gone.png,x,y\n"
    app = bring_files(studio("bring"), "Zip", ("shop.zip", shop()))
    bring_files(app, "Table", ("list.csv", table))
    held = app.dataframe[0].value
    assert list(held["Column"]) == ["sku", "shot", "colour", "text"]
    assert list(held["Missing"]) == [0, 0, 1, 1]
    chosen = {box.label: box.value for box in app.selectbox if box.label in ("Pictures", "Ids", "Captions")}
    assert chosen == {"Pictures": "shot", "Ids": "sku", "Captions": "text"}
    assert "1 rows without a picture are left out." in words(app)
    next(box for box in app.selectbox if box.label == "Captions").select("colour").run()
    press(app, "Make it and index it with hand")
    item = mine.load("shop").item("1")
    assert (item.caption, dict(item.attributes)) == ("red", {})
    assert indexed(mine).n_searchable == 2


@pytest.mark.parametrize(
    ("kind", "name", "content", "said"),
    [
        ("Zip", "shop.zip", b"nothing", "cannot be read as a zip archive"),
        ("Table", "t.csv", b"\x00\x01", "is not a text table"),
        ("Table", "t.json", b"{}", "no list of objects"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(studio, mine, kind, name, content, said):
    app = bring_files(studio("bring"), kind, (name, content))
    assert said in app.error[0].value
    assert "What came" not in [header.value for header in app.header]


def test_a_table_without_a_column_of_pictures_asks_for_one(studio, mine):
    app = bring_files(studio("bring"), "Table", ("t.csv", b"a,b\n1,2\n"))
    assert "choose the one that does" in app.error[0].value


def test_limits_are_looked_at_again_on_the_server(studio, mine, monkeypatch):
    monkeypatch.setattr(inlets, "MB", 1)
    app = bring_files(studio("bring"), "Zip", ("shop.zip", shop()))
    assert "at most 300 MB are taken" in app.error[0].value
    assert mine.names() == ()


def test_a_browser_has_so_much_room_and_no_more(studio, mine, monkeypatch):
    monkeypatch.setattr(fvl.PrivateStore, "MAX_BYTES", 100)
    app = bring_files(studio("bring"), "Zip", ("shop.zip", shop()))
    assert "unpacks to" in app.error[0].value


def test_kept_for_everyone_is_found_by_everyone(studio, mine, monkeypatch):
    bring(mine)
    journal = fvl.CorrectionJournal.of(mine.load("shop"), folder=mine.folder / "corrections")
    journal.add(fvl.Correction("a", title="Red shirt"))
    app = studio("bring")
    name = next(box for box in app.text_input if box.label == "Name for everyone")
    name.set_value("spring").run()
    press(app, "Keep it")
    assert "“spring” is kept for everyone on this server." in words(app)
    assert mine.names() == ()
    monkeypatch.setattr(ownership, "secret", fvl.PrivateStore.new_secret)
    assert "spring" in studio("home").selectbox(key="catalogue").options
    assert resources.catalogue("spring")[0].title == "Red shirt"


def test_a_name_that_everyone_has_is_refused_in_a_sentence(studio, mine):
    bring(mine)
    app = studio("bring")
    next(box for box in app.text_input if box.label == "Name for everyone").set_value("rail").run()
    press(app, "Keep it")
    assert "There is a catalogue named 'rail' for everyone already" in words(app)
    assert mine.names() == ("shop",)


def test_delete_deletes(studio, mine, empty_cache):
    bring(mine)
    press(studio("bring"), "Delete it")
    assert mine.names() == ()
    bring(mine)
    press(studio("bring"), "Delete it all")
    assert not mine.folder.exists()


def test_a_catalogue_that_cannot_be_opened_says_why_and_can_be_deleted(studio, mine):
    bring(mine)
    (mine.folder_of("shop") / "items.csv").write_text("nothing\n", encoding="utf-8")
    app = studio("bring")
    assert not app.exception
    assert len(app.error) == 1
    press(app, "Delete it")
    assert mine.names() == ()


def test_the_page_says_what_becomes_of_uploads_and_needs_a_cookie(studio, mine, monkeypatch):
    assert "away for 24 hours" in words(studio("bring"))
    monkeypatch.setattr(ownership, "secret", lambda: "")
    app = studio("bring")
    assert "Allow cookies" in app.info[0].value
    assert not app.file_uploader


def test_a_catalogue_that_is_being_indexed_is_searched_as_far_as_it_is(studio, mine, rail, monkeypatch):
    folder = str(rail)
    catalogue = fvl.load_catalogue("rail")
    fvl.encode_catalogue(fvl.Catalogue("part", catalogue[:3]), fvl.load_model("hand"))
    with fvl.model_shelf().borrow("hand"):  # pages do not wait for it
        pass
    job = fvl.IndexJob("a" * 32, name="rail", folder=folder, model="hand", state="running", total=6, done=3)
    fvl.index_queue().files.save(job)
    found = studio("search", q="blue")
    assert "3 of 6 pictures are indexed so far and searched" in words(found)
    fvl.index_queue().files.forget(job.id)


def test_how_long_it_takes_is_said_in_words():
    job = fvl.IndexJob("0" * 32, model="m", state="running", step="Encoding", done=100, total=1300, rate=10.0)
    assert progress.sentence(job) == "Encoding with m: 100 of 1,300 pictures, 10.0 a second, about 2 min left"


@pytest.mark.parametrize(
    ("addresses", "headers", "here"),
    [
        ({"127.0.0.1"}, {"Host": "127.0.0.1:8501"}, True),
        ({"::1"}, {"Host": "localhost:8501"}, True),
        ({"0.0.0.0"}, {"Host": "127.0.0.1:8501"}, False),
        ({"127.0.0.1", "192.168.1.4"}, {"Host": "localhost"}, False),
        (set(), {"Host": "localhost:8501"}, False),
        ({"127.0.0.1"}, {"Host": "studio.example:8501"}, False),
        ({"127.0.0.1"}, {"Host": "localhost:8501", "X-Forwarded-For": "10.0.0.1"}, False),
    ],
)
def test_a_path_of_the_server_is_asked_only_of_who_sits_there(monkeypatch, addresses, headers, here):
    monkeypatch.setattr(at_home, "listening_addresses", lambda: addresses)
    monkeypatch.setattr(st, "context", type("Context", (), {"headers": headers}))
    at_home.bound_to_loopback.cache_clear()
    assert at_home.visitor_sits_here() is here
    at_home.bound_to_loopback.cache_clear()


def test_where_a_process_listens_is_read_from_the_system():
    import socket

    with socket.create_server(("127.0.0.1", 0)), socket.socket():
        assert "127.0.0.1" in at_home.listening_addresses()


def test_a_folder_of_this_machine_is_listed_where_it_is(studio, mine, tmp_path, monkeypatch):
    monkeypatch.setattr(at_home, "visitor_sits_here", lambda: True)
    folder = tmp_path / "coats"
    folder.mkdir()
    (folder / "red.png").write_bytes(plain_colour("red"))
    app = studio("bring")
    app.segmented_control(key="bring_kind").set_value("Folder of this machine").run()
    app.text_input(key="server_folder_path").set_value(str(folder))
    press(app, "List and index it")
    assert "1 pictures are listed" in app.success[0].value
    assert fvl.load_catalogue("coats")[0].path == folder / "red.png"
    assert indexed(mine).state == "done"
