"""The blind duel: no name beside a ranking, every choice kept, and a tally that may be no preference."""

import fvl_core as fvl
from pages._ui.compare import duel_store, duel_tally
from tests.pages.shown import tiles, words

PAIR = {"vs": ["hand", "hand;wording=green {}"], "on": "duel"}


def prefer(app, side):
    app.button(key=f"prefer_{side}").click().run()


def test_two_rankings_stand_without_their_names(studio):
    app = studio("compare", **PAIR)
    assert not app.exception
    assert len(tiles(app, "duel_left_hits")) == len(tiles(app, "duel_right_hits")) == 5
    assert all(
        "hand" not in tile["alt"] for side in ("left", "right") for tile in tiles(app, f"duel_{side}_hits")
    )


def test_each_side_shows_the_ranking_of_the_one_who_stands_there(studio):
    app = studio("compare", **PAIR, duel="black")
    prefer(app, "left")
    kept = duel_store.read(app.query_params["duelid"])
    assert kept is not None
    [judged] = kept.rounds
    again = studio("compare", **PAIR, duel="black", duelid=app.query_params["duelid"])
    first = tiles(again, "duel_left_hits")[0]["id"]
    assert first == {"hand": "g4", "hand, “green {}”": "g3"}[judged.left]  # black shoe, dark green skirt


def test_every_choice_is_kept_and_a_link_goes_on(studio):
    app = studio("compare", **PAIR)
    for side in ("left", "right", "tie"):
        prefer(app, side)
    link = app.query_params["duelid"]
    kept = duel_store.read(link)
    assert kept is not None
    assert [entry.choice for entry in kept.rounds] == ["left", "right", "tie"]
    later = studio("compare", **PAIR, duelid=link)
    assert "**3** questions judged" in words(later)
    assert "was preferred" not in words(later)


def test_names_and_tally_are_shown_when_asked_for(studio):
    app = studio("compare", **PAIR)
    prefer(app, "left")
    app.toggle(key="duel_open").set_value(True).run()
    assert "was preferred in 1 of 1 rounds, with 0 ties" in words(app)
    assert "No clear preference" in words(app)


def test_a_preference_is_clear_only_when_its_interval_leaves_out_one_half():
    found = fvl.BlindDuel("A", "B")
    for number in range(10):
        question = f"question {number}"
        found = found.judged(question, "left" if found.sides(question)[0] == "A" else "right")
    # Wilson of 10 in 10 is 0.72 to 1, the sign test 2 / 1024
    assert "**A** was preferred in 10 of 10 rounds" in duel_tally.sentence(found)
    assert "0.72 to 1.00, sign test p = 0.002" in duel_tally.sentence(found)
    assert "No clear preference" not in duel_tally.sentence(found)


def test_a_saved_duel_goes_on_and_another_pairs_is_refused(studio):
    app = studio("compare", **PAIR)
    mine = fvl.BlindDuel("hand", "hand, “green {}”", seed=4).judged("red", "left")
    uploader = next(entry for entry in app.file_uploader if entry.label == "Go on with a saved duel")
    uploader.upload("duel.json", mine.to_json().encode())
    app.run()
    assert duel_store.read(app.query_params["duelid"]) == mine
    other = studio("compare", **PAIR)
    uploader = next(entry for entry in other.file_uploader if entry.label == "Go on with a saved duel")
    uploader.upload("duel.json", fvl.BlindDuel("one", "two").judged("red", "left").to_json().encode())
    other.run()
    assert "That duel is between one and two" in words(other)


def test_a_name_that_is_none_reads_nothing(empty_cache):
    (empty_cache / "secret.json").parent.mkdir(parents=True, exist_ok=True)
    (empty_cache / "secret.json").write_text(fvl.BlindDuel("a", "b").to_json())
    assert duel_store.read("../secret") is None
    assert duel_store.read("0123456789abcdef") is None
