"""What the Search page tells of its answers, each value worked out by hand from six garments."""

import json

import pytest

import fvl_core as fvl
from pages._ui import asked, exports, results
from pages._ui.composed import alike, edits, known, paste, right_answers, sweep, why
from tests.pages.shown import tiles, words

RED_ON_BLUE = {"item": "g1", "q": "red", "alike": "false"}
"""Blue dress and "red": at equal shares the query is (1, 0, 1, 0)/√2."""


def by_title(app, key="hits"):
    return {tile["title"]: tile for tile in tiles(app, key)}


def known_question(rail):
    triplet = {"reference": "g0", "modifier": "in blue", "kind": "one", "targets": ["g1", "g3"]}
    (rail / "triplets.jsonl").write_text(json.dumps(triplet) + "\n", encoding="utf-8")


def test_the_garment_that_is_to_change_is_no_answer(studio):
    app = studio("search", **RED_ON_BLUE)
    assert set(by_title(app)) == {"red dress", "red skirt", "green skirt", "black shoe"}
    assert "**4** of 4 pictures" in words(app)


def test_a_score_is_split_into_picture_and_words(studio):
    red = by_title(studio("search", **RED_ON_BLUE))["red dress"]
    assert red["right"] == "cosine 0.707"
    assert red["said"] == "picture +0.00, words +0.71"
    assert [segment["share"] for segment in red["bar"]] == [0.0, 1.0]
    assert red["alt"].startswith(
        "rank 1, red dress, cosine 0.71; category kept, colour applied: picture +0.00"
    )


def test_a_disliked_part_holds_against_what_resembles_it(studio):
    # (1, 0, 1, 0)/2 - 0.5·(1, 0, 0, 0) = (0, 0, 0.5, 0): a red garment gets 1·0 + 1·1 - 1·1 = 0
    app = studio("search", part="-0.5 words:red", **RED_ON_BLUE)
    red = by_title(app)["red dress"]
    assert red["said"] == "+0.00 +1.00 −1.00"
    assert [segment["share"] for segment in red["bar"]] == [0.0, 1.0, -1.0]


def test_what_an_ingredient_is_worth_is_told_without_the_reference_in_the_way(studio, monkeypatch):
    monkeypatch.setattr(fvl.SearchEngine, "split", lambda *_: None)  # as under a composer that makes no sum
    red = by_title(studio("search", **RED_ON_BLUE))["red dress"]
    # blue alone: all that may be found score 0, the earlier first; the reference would stand before it
    assert red["said"] == "without picture rank 1; without words rank 1"


def test_bars_can_be_switched_off(studio):
    app = studio("search", why="false", **RED_ON_BLUE)
    assert by_title(app)["red dress"]["bar"] == []


def test_a_sweep_goes_from_picture_to_words_and_a_press_takes_its_weight(studio):
    app = studio("search", view="sweep", item="g3", q="blue")
    first, last = tiles(app, "sweep_row_0"), tiles(app, "sweep_row_1")
    assert last[0]["alt"] == "Words only: rank 1, blue dress"
    assert "green skirt" not in " ".join(tile["alt"] for tile in first)  # the reference is left out
    assert [b.label for b in app.button if b.key and b.key.startswith("sweep_")] == [
        "Picture only",
        "Words 25 %",
        "Words 50 %",
        "Words 75 %",
        "Words only",
    ]
    app.button(key="sweep_0.75").click().run()
    assert app.slider(key="w").value == 0.75
    assert "view" not in app.query_params
    assert tiles(app, "hits")


def test_two_composers_stand_side_by_side_with_what_they_share(studio):
    app = studio("search", view="beside", beside="slerp", **RED_ON_BLUE)
    assert "share **4 of their first 4**" in words(app)
    assert app.selectbox(key="beside_choice").value == "slerp"
    assert "combiner" not in app.selectbox(key="beside_choice").options  # does not fit this model


def test_the_picker_says_a_line_on_each_composer_and_why_one_does_not_fit(studio):
    app = studio("search", **RED_ON_BLUE)
    picker = app.radio(key="composer_choice")
    assert picker.value == "weighted"
    assert "combiner" not in picker.options
    assert "Not with this model" in words(app)
    assert "**combiner**" in words(app)
    picker.set_value("text").run()
    assert app.query_params["composer"] == "text"
    assert "put together by text" in words(app)


def test_a_view_that_nobody_chose_is_that_of_the_results(studio):
    app = studio("search", view="sweep", **RED_ON_BLUE)
    app.segmented_control(key="results_view").set_value(None).run()  # what a run cut short may leave behind
    assert not app.exception
    assert "view" not in app.query_params
    assert app.segmented_control(key="results_view").value == "results"


def test_right_answers_are_framed_and_their_ranks_told(rail, studio):
    known_question(rail)
    app = studio("search", item="g0", q="in blue", alike="false")
    framed = {title: tile["framed"] for title, tile in by_title(app).items()}
    assert framed == {
        "blue dress": "Right answer",
        "green skirt": "Right answer",
        "red skirt": "",
        "black shoe": "",
    }
    (told,) = [element.value for element in app.success]
    # red and blue at equal shares: blue dress and red skirt tie at 0.71, the earlier item first
    assert told.startswith("This question has **2 right answers**: the best at rank **1**, then ")
    assert by_title(app)["blue dress"]["alt"].startswith("right answer, rank 1,")


def test_another_question_has_no_known_answers(rail, studio):
    known_question(rail)
    assert not studio("search", item="g0", q="in green").success
    assert not studio("search", item="g0", q="in blue", part="-0.3 words:red").success
    assert not studio("search", item="g0", q="in blue", crop="0,0,100,50").success


def test_ranks_beyond_the_page_are_told():
    answers = fvl.KnownAnswers(("a", "b"), "one", "triplets, reference left out")
    told = right_answers.sentence(answers, {"a": 3, "b": 1041}, {"a"}, 1199)
    assert told == (
        "This question has **2 right answers**: the best at rank **3**, then 1,041 of 1,199, "
        "1 of them beyond this page. :small[triplets, reference left out]"
    )
    assert "leave all of them out" in right_answers.sentence(answers, {}, set(), 12)


def test_questions_with_known_answers_are_of_every_kind():
    demo = fvl.load_catalogue("demo")
    first, second = known.offered(demo, 0), known.offered(demo, 1)
    assert [triplet.kind for triplet in first] == [*known.KINDS, "one"]
    assert first != second
    assert known.offered(demo, 0) == first


def test_what_was_applied_kept_and_lost_is_told_by_the_catalogue(studio):
    app = studio("search", item="g0", q="in blue", alike="false")
    blue, skirt = by_title(app)["blue dress"], by_title(app)["green skirt"]
    assert [(mark["kind"], mark["words"]) for mark in blue["marks"]] == [
        ("applied", "colour: blue"),
        ("kept", "1 kept"),
    ]
    assert ("missed", "colour missed: green") in [(m["kind"], m["words"]) for m in skirt["marks"]]
    assert ("lost", "category lost: skirt") in [(m["kind"], m["words"]) for m in skirt["marks"]]
    assert "Applied: **colour in 1 of 4**. Kept: **category in 1 of 4**." in words(app)
    assert "By the attributes that the catalogue tells." in words(app)


def test_marks_count_what_cannot_be_told():
    row = {"colour": fvl.Judgement("unclear", None), "sleeve": fvl.Judgement("kept", "long")}
    assert [mark.words for mark in edits.marks_of(row)] == ["1 kept", "1 unclear"]
    assert edits.spoken(row) == "colour unclear, sleeve kept"


def test_near_duplicates_stand_behind_the_first(studio):
    shown = by_title(studio("search", q="red"))
    assert "red skirt" not in shown  # the same red as the dress
    assert shown["red dress"]["more"] == "+1 alike"
    assert "red skirt" in by_title(studio("search", q="red", alike="false"))


def test_a_right_answer_stands_in_sight_although_it_is_nearly_the_same_as_an_earlier_one(rail, studio):
    triplet = {"reference": "g1", "modifier": "red", "kind": "one", "targets": ["g2"]}
    (rail / "triplets.jsonl").write_text(json.dumps(triplet) + "\n", encoding="utf-8")
    shown = by_title(studio("search", item="g1", q="red"))
    assert shown["red skirt"]["framed"] == "Right answer"
    assert shown["red dress"]["more"] == ""


def test_a_small_catalogue_has_no_weak_matches_and_a_larger_one_by_its_own_background(studio, monkeypatch):
    assert not any(tile["dim"] for tile in tiles(studio("search", q="blue"), "hits"))
    monkeypatch.setattr(alike, "FEWEST", 2)
    # blue over red, blue, red, green, black: 0, 1, 0, 0, 0; mean 0.2, best 1, cut 1 - 0.8 / 5
    app = studio("search", q="blue", alike="false")
    assert {t["title"]: t["dim"] for t in tiles(app, "hits")}["red dress"]
    assert "weak matches**" in words(app)
    assert "below 0.840" in words(app)
    assert any("(0.200)" in caption.proto.help for caption in app.caption)


def test_suggestions_come_from_what_the_neighbours_have_instead(studio):
    app = studio("search", item="g0")
    texts = [b.label for b in app.button if b.key and b.key.startswith("suggest_")]
    assert "in blue" in texts
    assert "in red" not in texts
    app.button(key=f"suggest_{texts.index('in blue')}").click().run()
    assert app.query_params["q"] == "in blue"
    assert by_title(app)["blue dress"]["left"] == "1"


def test_difference_offers_its_counter_words_and_a_press_puts_them_into_the_recipe(studio):
    assert not any(b.key == "counter_words" for b in studio("search", **RED_ON_BLUE).button)
    app = studio("search", composer="difference", **RED_ON_BLUE)
    assert app.button(key="counter_words").label == "minus “in blue”"
    app.button(key="counter_words").click().run()
    assert app.query_params["part"] == "-0.5 words:in blue"
    assert not any(b.key == "counter_words" for b in app.button)
    unknown = studio("search", composer="difference", item="g1", q="nicer")
    assert "No counter-words are known" in words(unknown)


def test_the_shortlist_is_in_the_link_and_can_be_taken_away(studio, rail):
    app = studio("search", q="red", keep=["g3", "gone", "g0"])
    assert "1 of the shortlist are not in" in words(app)
    assert [tile["title"] for tile in tiles(app, "shortlisted")] == ["green skirt", "red dress"]
    assert by_title(app)["red dress"]["saved"]
    catalogue = fvl.load_catalogue("rail")
    from pages._ui.composed import shortlist

    lines = exports.as_csv(shortlist.table_of(catalogue, ("g3",))).splitlines()
    assert lines == ["id,title,category,colour,pattern,catalogue", "g3,green skirt,skirt,green,plain,rail"]
    app.button(key="empty_shortlist").click().run()
    assert "keep" not in app.query_params


def test_the_export_says_what_was_asked_and_by_what_it_was_ranked(rail):
    catalogue = fvl.load_catalogue("rail")
    engine = fvl.SearchEngine.build(catalogue, fvl.load_model("hand"), composer="weighted")
    question = asked.Asked("red", None, "weighted", 2, {}, ())
    hits = engine.search(question.query(0.5), k=2)
    lines = exports.as_csv(results.table_of(engine, hits, question.told(0.5))).splitlines()
    assert lines[0] == "rank,id,title,score,query,model,revision,space,composer,catalogue"
    assert lines[1] == "1,g0,red dress,1.000000,+1.00 × “red”,hand,,hand:1,weighted,rail"


def test_shares_are_said_with_their_signs():
    assert why.told([0.314, -0.05], ["picture", "“stripes”"]) == "picture +0.31, “stripes” −0.05"
    assert [sweep.label(share) for share in (0.0, 0.5, 1.0)] == ["Picture only", "Words 50 %", "Words only"]


@pytest.mark.parametrize("url", ["", "data:text/plain;base64,aGk=", "data:image/png;base64,***", "file:///x"])
def test_only_a_picture_is_taken_from_the_clipboard(url):
    assert paste.content_of(url) == b""
