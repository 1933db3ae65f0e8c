"""The Catalogue page: counts, filters, pages, corrections and their undo, and what is taken away."""

import asyncio
import json
import os
import time
import zipfile

import pytest
import streamlit as st

import fvl_core as fvl
from pages._ui import corrections, lifetime, parcels, places
from pages._ui import facets as facets_of
from tests.pages.shown import press, tiles, words


def ids(app):
    return [tile["id"] for tile in tiles(app, "shelf")]


def facets(app):
    """Return {attribute: {label: count}} of the bars, families before their kinds."""
    for element in app.get("bidi_component"):
        data = json.loads(element.proto.json)
        if "facets" in data:
            return {
                each["title"]: {row["label"]: row["n"] for row in each["rows"]} for each in data["facets"]
            }
    return {}


def test_every_picture_stands_on_the_page_with_its_label(studio):
    app = studio("catalogue")
    assert not app.exception
    assert ids(app) == ["g0", "g1", "g2", "g3", "g4", "g5"]
    assert tiles(app, "shelf")[0]["left"] == "dress"
    assert "**6** pictures of rail" in words(app)


def test_counts_stand_per_attribute_and_follow_the_filters(studio):
    app = studio("catalogue")
    assert facets(app)["Category"] == {"dress": 2, "shoe": 2, "skirt": 2}
    assert facets(app)["Colour"] == {"red": 2, "black": 1, "blue": 1, "green": 1, "white": 1}
    app = studio("catalogue", where="colour:red")
    assert facets(app)["Category"] == {"dress": 1, "skirt": 1}
    assert facets(app)["Colour"]["blue"] == 1  # what choosing blue as well would add


def test_what_lacks_a_label_is_counted_and_can_be_chosen(rail, studio):
    table = (rail / "items.csv").read_text().replace("shoe,black,", "shoe,,").replace("shoe,white,", "shoe,,")
    (rail / "items.csv").write_text(table)
    st.cache_resource.clear()
    app = studio("catalogue", where="colour:")
    assert ids(app) == ["g4", "g5"]
    assert facets(app)["Colour"]["missing"] == 2
    assert app.button(key="chip_colour_").label == "colour\\: missing"
    app.button(key="chip_colour_").click().run()
    assert len(ids(app)) == 6
    found = studio("search", q="red", where="colour:")  # the filter is known there too
    assert [tile["title"] for tile in tiles(found, "hits")] == ["black shoe"]


def test_filters_and_words_narrow_together_and_go_one_by_one(studio):
    app = studio("catalogue", where=["colour:red", "colour:blue"], q="DRESS")
    assert ids(app) == ["g0", "g1"]
    assert "**2** of 6 pictures" in words(app)
    app.button(key="chip_colour_blue").click().run()
    assert ids(app) == ["g0"]
    app.text_input(key="shelf_words").set_value("")
    press(app, "Find")
    assert ids(app) == ["g0", "g2"]
    assert "q" not in app.query_params


def test_pages_are_turned_through_the_address(studio):
    app = studio("catalogue", k="4")
    assert ids(app) == ["g0", "g1", "g2", "g3"]
    app.get("pagination")[0].set_value(2).run()
    assert app.query_params["page"] == "2"
    assert ids(app) == ["g4", "g5"]
    assert ids(studio("catalogue", k="4", page="9")) == ["g4", "g5"]  # beyond the last is the last
    app = studio("catalogue", k="4", page="2", where="category:dress")
    assert ids(app) == ["g0", "g1"]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"page": "two"}, "“two” is no number"),
        ({"k": "0"}, "“0” is no number"),
        ({"only": "nice"}, "“nice” is no part"),
        ({"open": "gone"}, "“gone” is not in the catalogue"),
        ({"where": "colour:mauve"}, "“colour:mauve” does not fit"),
    ],
)
def test_a_link_that_asks_for_what_is_not_here_says_what_it_lost(studio, params, sentence):
    app = studio("catalogue", **params)
    assert not app.exception
    assert sentence in words(app).replace("\\", "")
    assert len(ids(app)) == 6


def test_a_garment_opens_with_its_labels_and_neighbours(studio):
    app = studio("catalogue", open="g2", where="colour:red")
    settled(app)
    assert not app.exception
    assert "2 of 2" in words(app)
    assert len(tiles(app, "neighbours")) == 4
    facts = "".join(element.proto.body for element in app.get("html"))
    assert "<dt>Category</dt><dd>skirt</dd>" in facts


def test_a_label_is_corrected_seen_everywhere_and_taken_back(studio, rail):
    table = (rail / "items.csv").read_bytes()
    app = studio("catalogue", open="g0", edit="1")
    next(box for box in app.selectbox if box.label == "Colour").set_value("blue")
    next(field for field in app.text_input if field.label == "Title").set_value("cornflower dress")
    press(app, "Save")
    assert not app.exception
    assert "edit" not in app.query_params
    assert facets(app)["Colour"]["blue"] == 2
    assert "**1** picture corrected, for your eyes only" in words(app)
    assert (rail / "items.csv").read_bytes() == table

    found = go(app, "search", q="red", where="colour:blue")
    assert [tile["title"] for tile in tiles(found, "hits")] == ["cornflower dress", "blue dress"]
    back = go(app, "catalogue", only="corrected")
    assert ids(back) == ["g0"]
    back.button(key="undo_page").click().run()
    assert ids(back) == []
    back = go(app, "catalogue")
    assert facets(back)["Colour"]["red"] == 2
    back.button(key="redo_page").click().run()
    assert facets(back)["Colour"]["blue"] == 2


def settled(app):
    """Let the page look again until no work is on its way."""
    for _ in range(100):
        if not app.get("progress"):
            return
        time.sleep(0.1)
        app.run()
    raise AssertionError("the work never ended")


def go(app, page, /, **params):
    """Let the same visitor follow a link."""
    for name in list(app.query_params):
        del app.query_params[name]
    link = {"model": "hand", "catalogue": "rail", **params}
    app.switch_page(str(places.PAGES / f"{page}.py"))
    app.query_params.update(link)
    app.run()
    assert not app.exception
    return app


def test_another_visitor_sees_the_catalogue_as_it_was_until_it_is_kept_for_everyone(studio):
    mine = studio("catalogue", open="g0", edit="1")
    next(box for box in mine.selectbox if box.label == "Colour").set_value("blue")
    press(mine, "Save")
    assert facets(studio("catalogue"))["Colour"]["red"] == 2
    mine.button(key="changes_keep").click().run()
    assert "Nothing corrected by you" in words(mine)
    theirs = studio("catalogue")
    assert facets(theirs)["Colour"] == {"blue": 2, "red": 1, "black": 1, "green": 1, "white": 1}
    theirs.button(key="kept_undo").click().run()
    assert facets(theirs)["Colour"]["red"] == 2


def test_a_removed_picture_leaves_every_page_and_is_put_back(studio):
    app = studio("catalogue", open="g2")
    press(app, "Remove")
    assert ids(app) == ["g0", "g1", "g3", "g4", "g5"]
    assert "open" not in app.query_params
    assert "g2" not in [tile["id"] for tile in tiles(go(app, "search", q="red"), "hits")]
    gone = go(app, "catalogue", only="removed", open="g2")
    assert ids(gone) == ["g2"]
    press(gone, "Put it back")
    assert ids(go(app, "catalogue")) == ["g0", "g1", "g2", "g3", "g4", "g5"]


def test_errors_measures_with_the_corrected_labels(studio):
    app = studio("catalogue", open="g2", edit="1")
    next(box for box in app.selectbox if box.label == "Category").set_value("dress")
    press(app, "Save")
    facts = "".join(element.proto.body for element in go(app, "errors", by="category").get("html"))
    assert "<b>0.600</b>" in facts  # three of five, where the files' own labels give two


def test_a_new_attribute_can_be_given_and_a_bad_name_is_refused_in_a_sentence(studio):
    app = studio("catalogue", open="g0", edit="1")
    fields = {field.label: field for field in app.text_input}
    fields["Name"].set_value("image")
    fields["Value"].set_value("x")
    press(app, "Save")
    assert "cannot be an attribute's name" in words(app)
    assert app.query_params["edit"] == "1"
    fields = {field.label: field for field in app.text_input}
    fields["Name"].set_value("season")
    fields["Value"].set_value("winter")
    press(app, "Save")
    assert facets(app)["Season"] == {"winter": 1, "missing": 5}


def test_discarding_is_a_step_as_well(studio):
    app = studio("catalogue", open="g0", edit="1")
    next(box for box in app.selectbox if box.label == "Colour").set_value("blue")
    press(app, "Save")
    app.button(key="changes_discard").click().run()
    assert facets(app)["Colour"]["red"] == 2
    app.button(key="undo_page").click().run()
    assert facets(app)["Colour"]["blue"] == 2


def test_no_picture_is_encoded_again_for_a_correction(studio, monkeypatch):
    app = studio("search", q="red")
    calls = []
    model = type(fvl.load_model("hand"))
    encode = model.encode_images

    def counting(self, images, **more):
        calls.append(len(images))
        return encode(self, images, **more)

    monkeypatch.setattr(model, "encode_images", counting)
    go(app, "catalogue", open="g0", edit="1")
    next(box for box in app.selectbox if box.label == "Colour").set_value("blue")
    press(app, "Save")
    go(app, "search", q="blue", where="colour:blue")
    assert len(tiles(app, "hits")) == 2
    assert calls == []


def test_the_zip_holds_what_is_shown_as_it_is_corrected(studio, empty_cache):
    app = studio("catalogue", open="g0", edit="1")
    next(box for box in app.selectbox if box.label == "Colour").set_value("blue")
    press(app, "Save")
    app = go(app, "catalogue", where="colour:blue")
    app.button(key="zip_wanted").click().run()
    settled(app)
    [made] = (empty_cache / "parcels").rglob("*.zip")
    with zipfile.ZipFile(made) as archive:
        archive.extractall(empty_cache / "unpacked")
    again = fvl.load_catalogue(empty_cache / "unpacked")
    assert [(item.id, item.attributes["colour"]) for item in again] == [("g0", "blue"), ("g1", "blue")]
    facts = "".join(element.proto.body for element in app.get("html"))
    assert f'href="/parcels/{made.parent.name}/rail.zip"' in facts


def test_old_parcels_are_swept_away(empty_cache):
    place = empty_cache / "parcels"
    old, new = parcels.new_path(place, "a b/c"), parcels.new_path(place, "é")
    assert (old.name, new.name) == ("a-b-c.zip", "catalogue.zip")
    os.utime(old.parent, (0, 0))
    parcels.sweep()
    assert not old.parent.exists()
    assert new.parent.exists()


def test_the_servers_sweep_takes_everybodys_old_parcels(empty_cache, monkeypatch):
    store = fvl.PrivateStore.open(fvl.PrivateStore.new_secret())
    assert store is not None
    places = (store.make() / "parcels", empty_cache / "parcels")
    old, new, long = ([parcels.new_path(place, name) for place in places] for name in ("old", "new", "long"))
    for made in (*old, *new, *long):
        made.write_bytes(b"zip")
        if made not in new:
            os.utime(made.parent, (0, 0))
    for made in old:
        os.utime(made, (0, 0))

    async def stop(_):
        raise asyncio.CancelledError

    monkeypatch.setattr(asyncio, "sleep", stop)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(lifetime._sweep())
    assert not any(made.exists() for made in old)
    assert all(made.exists() for made in (*new, *long))  # the last is still being written


def test_an_uncorrected_catalogue_is_the_very_one_that_was_loaded(rail, studio):
    studio("catalogue")
    shop = fvl.load_catalogue("rail")
    assert corrections.original_of(shop) is shop


def test_families_stand_above_their_kinds_and_count_what_another_kind_would_add():
    shop = fvl.Catalogue(
        "shop",
        [
            fvl.Item(
                str(n), "a.jpg", attributes=dict(zip(("category", "parent"), each.split(), strict=False))
            )
            for n, each in enumerate(["shirt tops", "shirt tops", "blouse tops", "skirt bottoms", "shirt"])
        ],
    )
    found = fvl.find_taxonomy(shop)
    [(title, bars)] = facets_of.arranged(fvl.count_attributes(shop), found, {})
    assert title == "category"
    assert [(bar.value, bar.n, [(kind.value, kind.n) for kind in bar.rows]) for bar in bars] == [
        ("tops", 3, [("shirt", 3), ("blouse", 1)]),
        ("bottoms", 1, [("skirt", 1)]),
    ]
    where = {"category": ("skirt",)}
    [(_, bars)] = facets_of.arranged(fvl.count_attributes(shop, where), found, where)
    assert [(bar.value, bar.n) for bar in bars] == [("tops", 4), ("bottoms", 1)]
    assert [kind.pressed for bar in bars for kind in bar.rows] == [False, False, True]
