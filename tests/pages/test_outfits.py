"""The Outfits page: who can, what is worn, what is found, and what a press does."""

import csv

import pytest
from PIL import Image

import fvl_core as fvl
from tests.models.fashionvil_making import checkpoint, csa_network
from tests.pages.shown import press, tiles, words

WARDROBE = {"d0": "dress", "d1": "dress", "s0": "trainers", "s1": "trainers", "k0": "kimono"}


@pytest.fixture
def wardrobe(tmp_path, rail):
    """A catalogue named "wardrobe", with a kind of garment that Polyvore Outfits lacks."""
    folder = tmp_path / "wardrobe"
    (folder / "images").mkdir(parents=True)
    with (folder / "items.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "image", "title", "category"])
        for shade, (item_id, category) in enumerate(WARDROBE.items()):
            writer.writerow([item_id, f"images/{item_id}.png", f"{category} {item_id}", category])
            picture = Image.effect_noise((40, 40), 20 + 20 * shade).convert("RGB")
            picture.save(folder / "images" / f"{item_id}.png")
    fvl.register_catalogue("wardrobe", folder)
    return folder


@pytest.fixture
def csa(tmp_path, rail):
    """The name of an added CSA-Net."""
    return fvl.add_model(checkpoint(tmp_path / "csa.ckpt", csa_network())).name


def test_a_model_that_was_not_trained_on_outfits_says_so_and_offers_no_control(studio):
    app = studio("outfits")
    assert "**hand** does not complete outfits" in words(app)
    assert "None of the models on this machine was" in words(app)
    assert [box.label for box in app.main.selectbox] == []


def test_a_model_that_was_is_one_press_away(studio, csa, wardrobe):
    app = studio("outfits", catalogue="wardrobe")
    press(app, f"Use {csa}")
    assert app.selectbox(key="model").value == csa
    assert "Nothing is worn yet" in words(app)


def test_garments_of_the_missing_kind_are_ranked_as_the_engine_ranks_them(studio, csa, wardrobe):
    app = studio("outfits", model=csa, catalogue="wardrobe", worn=["d0", "d1"])
    assert app.error == []
    assert [tile["id"] for tile in tiles(app, "worn")] == ["d0", "d1"]
    engine = fvl.OutfitEngine.build(fvl.load_catalogue("wardrobe"), fvl.load_model(csa))
    expected = [hit.item_id for hit in engine.complete(["d0", "d1"], "trainers")]
    assert [tile["id"] for tile in tiles(app, "completing")] == expected
    assert "“trainers” counts as number 49" in words(app)
    assert "**2** of 2 garments of the kind “trainers” in wardrobe" in words(app)


def test_the_kind_that_is_looked_for_is_chosen_among_those_that_the_model_knows(studio, csa, wardrobe):
    app = studio("outfits", model=csa, catalogue="wardrobe", worn=["s0"], want="dress")
    box = app.selectbox(key="want_choice")
    assert (box.value, box.options) == ("dress", ["dress, 2", "trainers, 1"])
    assert {tile["id"] for tile in tiles(app, "completing")} == {"d0", "d1"}
    box.select("trainers").run()
    assert [tile["id"] for tile in tiles(app, "completing")] == ["s1"]  # what is worn is no answer


def test_a_worn_garment_of_an_unknown_kind_and_a_catalogue_without_kinds_are_sentences(studio, csa, wardrobe):
    app = studio("outfits", model=csa, catalogue="wardrobe", worn=["k0"])
    assert "kimono' is no category of Polyvore Outfits" in app.error[0].value
    app = studio("outfits", model=csa, catalogue="wardrobe", worn=["gone"])
    assert "1 of the worn garments are not in “wardrobe”" in words(app)


def test_what_is_worn_can_be_added_by_name_and_by_lot(studio, csa, wardrobe):
    app = studio("outfits", model=csa, catalogue="wardrobe")
    app.selectbox(key="wear_0").select("s0").run()
    assert [tile["id"] for tile in tiles(app, "worn")] == ["s0"]
    press(app, "One by lot")
    assert len(tiles(app, "worn")) == 2


def test_a_model_that_reads_no_words_is_not_asked_for_labels_nor_set_against_others(studio, csa):
    app = studio("errors", by="category", open="g0")
    assert app.error == []
    assert f"{csa} says" not in "".join(element.proto.body for element in app.get("html"))
    app = studio("compare", q="red")
    assert app.error == []
    assert csa not in words(app)


def test_a_garment_in_search_leads_here_where_the_model_can(studio, csa, wardrobe):
    for model, leads in ((csa, True), ("hand", False)):
        app = studio("search", model=model, catalogue="wardrobe", item="d0", open="s0")
        links = [link.proto for link in app.get("page_link")]
        assert (any(link.page == "outfits" for link in links)) is leads
