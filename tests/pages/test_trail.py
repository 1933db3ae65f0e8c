"""The turns of a search: going on, returning, forking, undoing, and what the link carries of them."""

import pytest

from pages._ui.composed.trail import MOST, Trail, Turn
from tests.pages.shown import tiles


def test_returning_keeps_where_one_was_and_going_on_from_there_forks():
    trail = Trail().extended("q=red").extended("item=g1")  # now at a third question, "q=blue"
    back = trail.returned(0, "q=blue")
    assert [turn.entry for turn in back.turns] == ["~q=red", "0~item=g1", "1~q=blue"]
    assert back.after is None
    fork = back.extended("q=red")  # the first question, unchanged: it is not kept twice
    assert len(fork.turns) == 3
    assert fork.after == 0
    assert fork.path == (0,)


def test_undoing_goes_to_the_turn_before_and_forgets_the_present_one():
    trail = Trail().extended("q=red").extended("item=g1")
    undone = trail.undone()
    assert ([turn.asked for turn in undone.turns], undone.after) == (["q=red"], 0)
    assert undone.undone() == Trail()


def test_undoing_keeps_a_turn_from_which_another_way_leads():
    turns = (Turn(None, "q=a"), Turn(0, "q=b"), Turn(1, "q=c"))
    undone = Trail(turns, 1).undone()
    assert (undone.turns, undone.after) == (turns, 0)


def test_a_full_trail_lets_the_oldest_turn_go_and_the_others_keep_their_order():
    trail = Trail()
    for n in range(MOST + 2):
        trail = trail.extended(f"q={n}")
    assert len(trail.turns) == MOST
    assert [trail.turns[place].asked for place in trail.path] == [f"q={n}" for n in range(2, MOST + 2)]
    assert trail.returned(0, "q=new").after is None
    assert trail.returned(5, "q=new").after == 3  # everything moved up by one


def test_nothing_asked_is_no_turn():
    assert Trail().extended("") == Trail()


def turns(app, key="turns"):
    return [(tile["left"], tile["title"], tile["pressed"]) for tile in tiles(app, key)]


def test_the_trail_of_a_link_is_shown_and_undone(studio):
    app = studio("search", item="g1", q="in red", turn=["~q=blue", "0~item=g3&w=0.8&q=in+blue"], after="1")
    assert turns(app) == [
        ("turn 1", "“blue”", False),
        ("turn 2", "“in blue”", False),
        ("now, turn 3", "“in red”", True),
    ]
    app.button(key="undo_turn").click().run()
    assert (app.query_params["item"], app.query_params["q"]) == ("g3", "in blue")
    assert app.slider(key="w").value == 0.8
    assert [left for left, _, _ in turns(app)] == ["turn 1", "now, turn 2"]
    app.button(key="undo_turn").click().run()
    assert app.query_params["q"] == "blue"
    assert "item" not in app.query_params
    assert turns(app) == []


def test_turns_on_another_way_stand_apart(studio):
    app = studio("search", item="g3", q="in red", turn=["~q=blue", "0~item=g1"], after="0")
    assert [left for left, _, _ in turns(app)] == ["turn 1", "now, turn 2"]
    assert turns(app, "other_turns") == [("turn 1", "more like this", False)]


def test_starting_anew_leaves_everything_behind(studio):
    app = studio("search", item="g1", turn="~q=blue", after="0")
    app.button(key="anew").click().run()
    assert not {"item", "q", "turn", "after"} & set(app.query_params)
    assert tiles(app, "starters")


@pytest.mark.parametrize("params", [{"turn": "9~q=red", "after": "7"}, {"turn": "nonsense", "after": "-1"}])
def test_a_trail_that_makes_no_sense_breaks_nothing(studio, params):
    app = studio("search", q="red", **params)
    assert not app.exception
    assert tiles(app, "hits")[0]["title"] == "red dress"


def test_a_turn_with_a_picture_that_stayed_behind_says_so(studio):
    app = studio("search", q="red", turn="~picture=0123456789abcdef&q=in+blue", after="0")
    first = tiles(app, "turns")[0]
    assert first["words"] == "your picture, not in this link"
    assert "a picture that did not travel" in first["alt"]


def test_going_on_keeps_the_present_question_composer_and_share(studio, monkeypatch):
    from pages._ui import address
    from pages._ui.composed import walk

    held = {"q": ["in red"], "item": ["g1"], "composer": ["slerp"]}
    pushed = {}
    monkeypatch.setattr(address, "many", lambda name: tuple(held.get(name, ())))
    monkeypatch.setattr(address, "text", lambda name: held.get(name, [""])[0])
    monkeypatch.setattr(address, "push", lambda **changes: pushed.update(changes))
    walk.go_on(item="g3")
    assert pushed["turn"] == ["~q=in+red&item=g1&composer=slerp"]
    assert (pushed["after"], pushed["item"], pushed["q"]) == ("0", ("g3",), ())
    assert pushed["composer"] == ("slerp",)
