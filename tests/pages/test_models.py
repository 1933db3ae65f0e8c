"""The Models page: what its cards say, what its buttons do, what is found in a file, what the cache holds."""

import threading

import pytest
import streamlit as st

import fvl_core as fvl
from fvl_core.models.hub_cache import download_folder
from pages._ui.bring import at_home
from pages._ui.models import here, work
from tests.models.making import hugging_face_folder, open_clip_folder
from tests.models.test_bin_shards import SECOND, as_bin
from tests.pages.shown import press, words


def the_job(kind, name):
    job = work.of(kind, name)
    assert job is not None
    return job


def test_every_model_is_there_with_source_licence_size_and_abilities(studio):
    shown = words(studio("models"))
    for card in fvl.list_models():
        assert f"`{card.name}` · {card.dim} dimensions · {card.preprocessing.image_size} px" in shown
        assert f"**Can** {', '.join(card.abilities)}" in shown
    assert "**Licence** CC BY-NC 4.0, not for commercial use" in shown
    assert shown.count(":orange-badge[non-commercial]") == 1
    assert "`huggingface.co/Marqo/marqo-fashionSigLIP` (nobody has tried this address yet)" in shown
    assert "about 813 MB to fetch" in shown


def test_a_licence_without_business_is_marked_in_the_sidebar_of_every_page(studio):
    app = studio("search", model="openfashionclip")
    assert ":orange-badge[non-commercial]" in "\n".join(str(each.value) for each in app.sidebar.markdown)


def test_a_download_is_begun_once_shown_cancelled_and_can_go_on(studio, monkeypatch):
    asked, may_go_on = [], threading.Event()

    def slow(name, *, on_progress):
        asked.append(name)
        on_progress(121_000_000, 605_000_000)
        may_go_on.wait(10)
        on_progress(122_000_000, 605_000_000)

    monkeypatch.setattr(fvl, "fetch_model", slow)
    app = studio("models")
    app.button(key="fetch_fashionclip").click().run()
    shown = words(app)
    assert "**On its way**" in shown
    [bar, beside] = app.get("progress")  # on its card, and in the sidebar
    assert beside.proto.text == bar.proto.text
    assert bar.proto.text.replace("\\", "") == "Fetching fashionclip: 121 of 605 MB"
    assert bar.proto.value == 20
    again = studio("models")  # as after a reload, or in another window
    assert "fetch_fashionclip" not in {button.key for button in again.button}
    assert "121 of 605 MB" in again.get("progress")[0].proto.text
    again.button(key="cancel_fashionclip").click()
    again.run()
    job = the_job("fetch", "fashionclip")
    may_go_on.set()
    assert job.finished.wait(10)
    assert job.stopped
    app.run()
    assert "fetch_fashionclip" in {button.key for button in app.button}
    assert app.error == []
    assert asked == ["fashionclip"]


def test_a_hub_that_cannot_be_reached_is_one_sentence_until_it_is_dismissed(studio, monkeypatch):
    monkeypatch.setenv("FVL_HUB_ENDPOINT", "http://127.0.0.1:9")  # nobody listens there
    app = studio("models")
    app.button(key="fetch_fashionclip").click().run()
    assert the_job("fetch", "fashionclip").finished.wait(20)
    app.run()
    [error] = app.error
    assert "The hub cannot be reached for patrickjohncyh/fashion-clip" in error.value.replace("\\", "")
    press(app, "Dismiss")
    assert app.error == []


def test_an_unfinished_download_offers_to_go_on(studio):
    folder = download_folder("fashionclip")
    aside = folder.with_name(f"{folder.name}.part")
    aside.mkdir(parents=True)
    (aside / "model.safetensors.part").write_bytes(b"x" * 4_000_000)
    app = studio("models")
    assert app.button(key="fetch_fashionclip").label == "Go on"
    assert "4 MB of about 605 MB have come." in words(app)


def test_a_repository_that_is_being_fetched_stands_among_the_models_and_in_every_sidebar(studio, monkeypatch):
    may_end = threading.Event()

    def slow(name, *, on_progress):
        on_progress(30_000_000, 90_000_000)
        may_end.wait(10)
        raise fvl.WeightsUnavailable("The hub fell silent.", remedy="Try later.")

    monkeypatch.setattr(fvl, "fetch_model", slow)
    work.fetch("me/clip")
    job = the_job("fetch", "me/clip")
    app = studio("models")
    assert "me/clip" in [each.value for each in app.subheader]
    assert [bar.proto.text for bar in app.get("progress")] == [r"Fetching me/clip\: 30 of 90 MB"] * 2
    assert "30 of 90 MB" in studio("search").sidebar.get("progress")[0].proto.text
    may_end.set()
    assert job.finished.wait(10)
    app = studio("models")
    assert "The hub fell silent" in app.error[0].value
    said = [each.value for each in studio("search").sidebar.caption]
    assert ":red[me/clip could not be fetched.]" in said
    press(app, "Dismiss")
    assert "me/clip" not in [each.value for each in app.subheader]


def test_half_a_repository_from_before_a_restart_offers_to_go_on(studio, monkeypatch):
    aside = download_folder("me/clip").with_name("me--clip.part")
    aside.mkdir(parents=True)
    (aside / "model.safetensors.part").write_bytes(b"x" * 4_000_000)
    asked = []
    monkeypatch.setattr(fvl, "fetch_model", lambda name, *, on_progress: asked.append(name))
    app = studio("models")
    assert "Not fetched yet: 4.0 MB have come" in words(app)
    app.button(key="fetch_me/clip").click().run()
    assert the_job("fetch", "me/clip").finished.wait(10)
    assert asked == ["me/clip"]


def test_a_model_is_loaded_and_unloaded(studio, monkeypatch):
    fvl.model_shelf().put_away("fvl-tiny")
    app = studio("models")
    app.button(key="load_fvl-tiny").click().run()
    assert the_job("load", "fvl-tiny").finished.wait(60)
    app.run()
    [entry] = [each for each in fvl.model_shelf().loaded() if each.name == "fvl-tiny"]
    assert f"**In memory**: {work.megabytes(entry.n_bytes)} MB, {entry.precision} on cpu" in words(app)
    with fvl.model_shelf().borrow("fvl-tiny"):
        app.button(key="unload_fvl-tiny").click().run()
        assert "fvl-tiny is at work" in app.toast[0].value
    app.button(key="unload_fvl-tiny").click().run()
    assert not [each for each in fvl.model_shelf().loaded() if each.name == "fvl-tiny"]


def test_what_was_found_in_a_file_stands_before_it_is_added(studio, tmp_path):
    folder = open_clip_folder(tmp_path / "mine")
    app = studio("models", part="Add a model", given=str(folder))
    assert "An open\\_clip folder" in words(app)
    assert "image 32" not in words(app)
    press(app, "Add it")
    assert the_job("add", str(folder)).finished.wait(120)
    app.run()
    assert "among all models now, as **mine**. It is untrained" in app.success[0].value
    app = studio("models", model="mine")
    assert "mine" in app.selectbox(key="model").options
    assert words(app).count(":red-badge[untrained]") == 2  # on its card, and in the sidebar
    app.button(key="forget_mine").click().run()
    assert "mine" not in app.selectbox(key="model").options


def test_split_bin_weights_are_told_before_they_are_added_and_a_part_that_lacks_too(studio, tmp_path):
    folder = as_bin(hugging_face_folder(tmp_path / "mine")).parent
    app = studio("models", part="Add a model", given=str(folder))
    assert "A Hugging Face CLIP folder" in words(app)
    press(app, "Add it")
    assert the_job("add", str(folder)).finished.wait(120)
    app.run()
    assert "among all models now, as **mine**" in app.success[0].value
    (folder / SECOND).unlink()
    app = studio("models", part="Add a model", given=str(folder))
    assert f"These parts of its weights are absent: {SECOND}" in app.warning[0].value.replace("\\", "")


def test_a_file_that_is_no_checkpoint_is_one_sentence(studio, tmp_path):
    (tmp_path / "torn.pt").write_bytes(b"PK\x03\x04 and no more")
    app = studio("models", part="Add a model", given=str(tmp_path / "torn.pt"))
    assert len(app.error) == 1
    assert "torn.pt" in app.error[0].value


def test_storage_counts_and_clears(studio):
    fvl.encode_catalogue(fvl.load_catalogue("rail"), fvl.load_model("hand"))
    st.cache_resource.clear()
    app = studio("models", part="Storage")
    assert fvl.read_storage().vectors[0].n_vectors == 4
    assert "4 in float32" in words(app)
    app.button(key="clear_vectors_hand").click().run()
    assert fvl.read_storage().vectors == ()
    assert "Cleared the vectors of hand" in words(app)


@pytest.mark.parametrize(
    ("headers", "is_here"),
    [
        ({"Host": "127.0.0.1:8501"}, True),
        ({"Host": "localhost"}, True),
        ({"Host": "studio.example.com"}, False),
        ({"Host": "localhost:8501", "X-Forwarded-For": "10.0.0.7"}, False),
        ({"Host": "127.0.0.1.example.com"}, False),
    ],
)
def test_only_who_sits_at_the_server_changes_what_lies_there(monkeypatch, headers, is_here):
    monkeypatch.setattr(st, "context", type("Context", (), {"headers": headers}))
    assert here.at_the_server() is is_here


def test_a_server_that_other_machines_reach_believes_no_name(monkeypatch):
    monkeypatch.setattr(st, "context", type("Context", (), {"headers": {"Host": "localhost:8501"}}))
    monkeypatch.setattr(at_home, "listening_addresses", lambda: {"127.0.0.1", "0.0.0.0"})
    at_home.bound_beyond_loopback.cache_clear()
    assert not here.at_the_server()
    at_home.bound_beyond_loopback.cache_clear()
