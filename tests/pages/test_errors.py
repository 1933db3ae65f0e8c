"""The Errors page: figures, the matrix, the pictures behind a cell, filters, and what every model says.

The model "hand" knows none of the words for categories, so it answers every picture with the first of them by
the alphabet, "dress": two of the five readable garments are right.
"""

import pytest

from pages._ui import exports, matrix
from pages._ui.mistakes import pictures
from tests.pages.shown import tiles, words


def facts(app):
    return "".join(element.proto.body for element in app.get("html"))


def test_the_figures_come_with_interval_and_number(studio):
    app = studio("errors", by="category")
    assert not app.exception
    assert "<b>0.400</b><span>0.118 to 0.769, n = 5</span>" in facts(app)  # Wilson of 2 in 5
    assert "hand in float32 on rail: 5 pictures, 3 labels of category" in words(app)


def test_without_a_choice_all_that_is_wrong_is_shown(studio):
    app = studio("errors", by="category")
    assert [tile["id"] for tile in tiles(app, "mistakes")] == ["g2", "g3", "g4"]
    assert tiles(app, "mistakes")[0]["left"] == "✗ skirt, called dress"
    assert "**3** pictures, 3 wrong" in words(app)


@pytest.mark.parametrize(
    ("choice", "ids", "chip"),
    [
        ({"cell": "skirt|dress"}, ["g2", "g3"], "cell_chip"),
        ({"truth": "dress"}, ["g0", "g1"], "truth_chip"),
        ({"said": "dress"}, ["g2", "g3", "g4", "g0", "g1"], "said_chip"),
    ],
)
def test_a_choice_opens_its_pictures_and_its_chip_removes_it(studio, choice, ids, chip):
    app = studio("errors", by="category", **choice)
    assert [tile["id"] for tile in tiles(app, "mistakes")] == ids
    app.button(key=chip).click().run()
    assert not set(choice) & set(app.query_params)
    assert [tile["id"] for tile in tiles(app, "mistakes")] == ["g2", "g3", "g4"]


def test_a_cell_of_the_address_may_have_a_bar_in_its_labels(monkeypatch):
    monkeypatch.setattr("pages._ui.address.text", lambda _: "cotton|linen|wool|silk")
    assert matrix.cell_of_address(["wool", "cotton|linen", "wool|silk"]) == ("cotton|linen", "wool|silk")
    assert matrix.cell_of_address(["cotton", "linen|wool|silk"]) == ("cotton", "linen|wool|silk")
    assert matrix.cell_of_address(["cotton", "silk"]) is None


def test_a_cell_that_is_no_cell_chooses_nothing(studio):
    app = studio("errors", by="category", cell="skirt|hat")
    assert len(tiles(app, "mistakes")) == 3


def test_a_filter_measures_its_part_among_the_same_labels(studio):
    app = studio("errors", by="category", where="colour:red")
    assert "2 pictures, 3 labels of category" in words(app)
    assert [tile["id"] for tile in tiles(app, "mistakes")] == ["g2"]
    app.button(key="chip_colour_red").click().run()
    assert len(tiles(app, "mistakes")) == 3


def test_confusions_are_counted_with_their_reverse(studio):
    table = next(
        frame.value for frame in studio("errors", by="category").dataframe if "Called" in frame.value.columns
    )
    assert table[["Truth", "Called", "Pictures", "The other way round"]].to_numpy().tolist() == [
        ["skirt", "dress", 2, 0],
        ["shoe", "dress", 1, 0],
    ]


def test_a_garment_opens_with_its_truth_and_the_models_answer(studio):
    app = studio("errors", by="category", open="g4")
    assert not app.exception
    assert "<dt>Truth</dt><dd>shoe</dd>" in facts(app)
    assert "<dt>hand says</dt><dd>dress, probability 0.33</dd>" in facts(app)
    assert len(tiles(app, "neighbours")) == 4


def test_an_attribute_that_is_not_here_is_named(studio):
    app = studio("errors", by="season")
    assert "“season” cannot be asked for here" in words(app)


def test_the_table_of_errors_has_a_line_per_picture(studio, rail):
    import fvl_core as fvl

    catalogue = fvl.load_catalogue("rail")
    model = fvl.load_model("hand")
    found = fvl.ErrorAnalysis.of(fvl.evaluate_classification(catalogue, model, "category"))
    lines = exports.as_csv(pictures.table_of(catalogue, found.wrong)).splitlines()
    assert lines[0].startswith("id,title,truth,answer")
    assert lines[1].startswith("g2,red skirt,skirt,dress,0.33")
    assert len(lines) == 4


def test_labels_that_are_not_shown_stand_together_and_the_total_stays():
    import numpy as np

    labels = tuple(f"label {n}" for n in range(20))
    counts = np.arange(400).reshape(20, 20)
    names, merged = matrix.shown(labels, counts, everything=False)
    assert len(names) == matrix.MOST
    assert names[-1] == matrix.OTHER
    assert merged.sum() == counts.sum()
    place = labels.index(names[3])
    assert merged[3, 3] == counts[place, place]
    left = [labels.index(name) for name in names[:-1]]
    assert merged[3, -1] == counts[place].sum() - counts[place, left].sum()
