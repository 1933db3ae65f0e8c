"""What an edit's words ask for, against readings made by hand and against all edits of the demo catalogue."""

import pytest

from fvl_core.catalogues.loading import load_catalogue, load_triplets
from fvl_core.tasks.attribute_reading import attribute_values
from fvl_core.tasks.edit_reading import Wish, read_wishes, takes_away, unread_words

VALUES = {
    "category": ("belt", "dress", "shirt", "shorts", "t-shirt"),
    "colour": ("black", "blue", "grey", "light blue", "navy", "red"),
    "pattern": ("horizontal stripes", "plain", "tartan"),
    "sleeve": ("long", "short", "sleeveless"),
    "length": ("maxi", "mini", "short"),
    "neckline": ("hood", "shirt collar"),
    "closure": ("belt", "buttons"),
    "season": ("high summer", "winter"),
}


def told(words):
    return {
        wish.attribute: (sorted(wish.wanted), sorted(wish.denied), wish.step)
        for wish in read_wishes(words, VALUES)
    }


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("in light blue", {"colour": (["light blue"], [], "")}),  # not blue
        ("Make it GRAY!", {"colour": (["grey"], [], "")}),
        ("is a darker color", {"colour": ([], [], "more")}),
        ("blue instead of red", {"colour": (["blue"], ["red"], "")}),
        ("anything but black", {"colour": ([], ["black"], "")}),
        ("is not red and has long sleeves", {"colour": ([], ["red"], ""), "sleeve": (["long"], [], "")}),
        ("with short sleeves", {"sleeve": (["short"], [], "")}),  # not of short length
        ("make it short", {"length": (["short"], [], "")}),
        ("a bit longer", {"length": ([], [], "more")}),
        ("longer sleeves", {"sleeve": ([], [], "more")}),
        ("without the stripes", {"pattern": ([], ["horizontal stripes"], "")}),
        ("has no pattern", {"pattern": (["plain"], [], "")}),
        ("in plaid", {"pattern": (["tartan"], [], "")}),
        ("with a belt", {"closure": (["belt"], [], "")}),
        ("a belt instead", {"category": (["belt"], [], "")}),
        ("lose the belt", {"closure": ([], ["belt"], "")}),
        ("with a shirt collar", {"neckline": (["shirt collar"], [], "")}),  # not a shirt
        ("a t-shirt", {"category": (["t-shirt"], [], "")}),  # not a shirt
        ("for high summer", {"season": (["high summer"], [], "")}),  # of this catalogue alone
        ("no hood, no buttons", {"neckline": ([], ["hood"], ""), "closure": ([], ["buttons"], "")}),
        ("something nicer", {}),
        ("bluebell, redder", {}),  # parts of words are no words
    ],
)
def test_words_are_read_as_people_mean_them(words, wanted):
    assert told(words) == wanted


def test_what_the_catalogue_has_no_value_for_is_not_read():
    assert read_wishes("in red with a zip", {"closure": ("belt",)}) == ()


@pytest.mark.parametrize(
    ("wish", "value", "own", "granted"),
    [
        (Wish("colour", wanted=frozenset({"red"})), "red", None, True),
        (Wish("colour", wanted=frozenset({"red"})), "", None, False),
        (Wish("colour", denied=frozenset({"red"})), "blue", None, True),
        (Wish("closure", denied=frozenset({"belt"})), "", "belt", True),
        (Wish("colour", step="more"), "navy", "blue", True),
        (Wish("colour", step="more"), "light blue", "blue", False),
        (Wish("colour", step="less"), "light blue", "blue", True),
        (Wish("colour", step="more"), "black", "blue", False),  # another hue
        (Wish("colour", step="more"), "navy", None, None),
        (Wish("colour", step="more"), "navy", "orange", None),  # orange has no darker one here
        (Wish("length", step="more"), "maxi", "mini", True),
        (Wish("sleeve", step="less"), "sleeveless", "short", True),
    ],
)
def test_a_wish_knows_what_grants_it(wish, value, own, granted):
    assert wish.grants(value, own) is granted


def test_a_step_of_a_part_is_no_step_of_the_garment():
    assert told("has a lower neckline and is darker") == {"colour": ([], [], "more")}
    assert told("longer sleeves, shorter straps") == {"sleeve": ([], [], "more")}


@pytest.mark.parametrize(
    ("words", "unread"),
    [
        ("is shinier and has a lower neckline", ("shinier", "lower neckline")),
        ("the same but in navy, less formal", ("less formal",)),
        ("more colourful than this, with a hood", ("more colourful",)),
        ("is darker", ()),
        ("has shorter straps and a darker logo", ("shorter straps", "darker logo")),
        ("a red dress in this colour and pattern", ()),
        ("no buttons, shinier and shinier", ("shinier",)),
        ("", ()),
    ],
)
def test_what_names_no_value_is_told_as_it_was_said(words, unread):
    assert unread_words(words, VALUES) == unread


def test_nothing_of_the_demos_own_edits_is_left_unread():
    values = attribute_values(load_catalogue("demo"))
    assert [edit.modifier for edit in load_triplets("demo") if unread_words(edit.modifier, values)] == []


def test_the_edits_of_the_demo_are_read_so_that_targets_grant_them_and_references_do_not():
    catalogue, triplets = load_catalogue("demo"), load_triplets("demo")
    values = attribute_values(catalogue)
    right = sum(reads_right(triplet, catalogue, values) for triplet in triplets)
    assert right / len(triplets) > 0.99


def reads_right(triplet, catalogue, values):
    own = catalogue.item(triplet.reference).attributes
    wishes = read_wishes(triplet.modifier, values)

    def granted(item_id):
        held = catalogue.item(item_id).attributes
        return all(w.grants(held.get(w.attribute, ""), own.get(w.attribute)) for w in wishes)

    return bool(wishes) and all(map(granted, triplet.targets)) and not granted(triplet.reference)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("without the belt", True),
        ("is not red", True),
        ("take the sleeves off", True),
        ("anything but navy", True),
        ("in navy with a knotted belt", False),
        ("an off-white notebook bag", False),
    ],
)
def test_words_that_ask_for_something_to_be_gone(words, asked):
    assert takes_away(words) is asked
