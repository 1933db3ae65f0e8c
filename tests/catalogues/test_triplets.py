"""Edit triplets: every right target and no other, words that say what is asked, one seed one result."""

import re
from collections import Counter

import numpy as np
import pytest

from fvl_core.catalogues.draw import draw_catalogue, garment_of
from fvl_core.catalogues.edit_sampling import make_triplets
from fvl_core.catalogues.edits import KINDS, Edit, Wardrobe
from fvl_core.catalogues.garment import lightness
from fvl_core.catalogues.loading import load_catalogue, load_triplets
from fvl_core.catalogues.modifiers import write_modifier
from fvl_core.catalogues.taxonomy import CATEGORIES, COLOURS, PATTERNS, SLEEVES
from fvl_core.catalogues.triplets import Triplet, read_triplets, write_triplets
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError

DEMO_SEED = 2026
TOPS = {"tank top", "t-shirt", "long-sleeved top"}


def cap(colour, pattern="plain"):
    return {"category": "cap", "colour": colour, "pattern": pattern}


def top(category, sleeve, **more):
    return {
        "category": category,
        "colour": "red",
        "pattern": "plain",
        "sleeve": sleeve,
        "length": "regular",
        **more,
    }


@pytest.fixture(scope="module")
def garments():
    return [garment_of(5, number).attributes() for number in range(240)]


def slow_targets(garments, reference, edit):
    """The rule of the docstring, written again as a person would check it, garment by garment."""
    held, found = garments[reference], []
    for place, other in enumerate(garments):
        if place == reference:
            continue
        asked = all(other.get(name, "") in values for name, values in edit.wanted.items())
        if edit.kind == "category":
            stays = other["colour"] == held["colour"] and other["pattern"] == held["pattern"]
        else:
            stays = all(
                other.get(name, "") == held.get(name, "")
                for name in ("colour", "pattern", "sleeve", "length")
                if name not in edit.wanted
            )
            same_category = other["category"] == held["category"]
            if "sleeve" in edit.wanted:
                same_category |= {other["category"], held["category"]} <= TOPS
            stays &= same_category
        if asked and stays:
            found.append(place)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_targets_are_those_that_a_slow_reading_of_the_rule_finds(garments, kind):
    wardrobe, seen = Wardrobe(garments), 0
    for reference in range(len(garments)):
        edit = wardrobe.propose(reference, kind, np.random.default_rng(reference))
        if edit is not None:
            seen += 1
            assert wardrobe.targets(reference, edit).tolist() == slow_targets(garments, reference, edit)
    assert seen > 10


def test_the_slow_reading_tells_a_faulty_wardrobe(garments):
    class Careless(Wardrobe):
        def targets(self, reference, edit):
            kept = tuple(name for name in edit.kept if name != "pattern")
            return super().targets(reference, Edit(edit.kind, edit.wanted, kept))

    right, careless = Wardrobe(garments), Careless(garments)
    edits = [(r, right.propose(r, "one", np.random.default_rng(r))) for r in range(len(garments))]
    wrong = [r for r, e in edits if e and careless.targets(r, e).tolist() != slow_targets(garments, r, e)]
    assert wrong


def test_what_an_edit_does_not_speak_of_stays():
    told = [cap("red", "checks"), cap("blue"), cap("blue", "checks"), {**cap("blue"), "category": "tie"}]
    blue = Edit("one", {"colour": frozenset({"blue"})}, ("category", "pattern", "sleeve", "length"))
    assert Wardrobe(told).targets(0, blue).tolist() == [2]


def test_the_reference_is_no_answer_to_its_own_edit():
    same = Edit("one", {"colour": frozenset({"red"})}, ("category",))
    assert Wardrobe([cap("red"), cap("red"), cap("blue")]).targets(0, same).tolist() == [1]


def test_another_sleeve_may_give_a_top_another_name_but_a_shirt_stays_a_shirt():
    told = [top("t-shirt", "short"), top("long-sleeved top", "long"), top("shirt", "long")]
    wardrobe = Wardrobe(told)
    edit = wardrobe.propose(0, "one", np.random.default_rng(0))
    assert edit is not None
    assert edit.wanted == {"sleeve": frozenset({"long"})}
    assert wardrobe.targets(0, edit).tolist() == [1]


def test_darker_means_a_darker_colour_of_the_same_hue():
    told = [cap("blue"), cap("navy"), cap("light blue"), cap("black")]
    wardrobe, rng = Wardrobe(told), np.random.default_rng(1)
    edits = {edit.step: edit for edit in wardrobe._comparison(0, rng)}
    assert wardrobe.targets(0, edits["more"]).tolist() == [1]
    assert wardrobe.targets(0, edits["less"]).tolist() == [2]


def test_an_edit_without_an_answer_is_not_proposed():
    assert make_triplets(["a", "b"], [cap("red"), {**cap("red"), "category": "tie"}], seed=0) == ()


def test_the_demo_ships_the_triplets_that_its_seed_gives():
    catalogue = load_catalogue("demo")
    made = make_triplets(catalogue.ids, [item.attributes for item in catalogue], seed=DEMO_SEED)
    assert load_triplets("demo") == made
    assert set(Counter(triplet.kind for triplet in made)) == set(KINDS)
    assert min(Counter(triplet.kind for triplet in made).values()) > 400


def test_another_seed_and_another_variant_give_other_triplets_of_the_same_garments(garments):
    ids = [str(number) for number in range(len(garments))]
    made = make_triplets(ids, garments, seed=1)
    assert made == make_triplets(ids, garments, seed=1)
    for other in (
        make_triplets(ids, garments, seed=2),
        make_triplets(ids, garments, seed=1, variant=1),
    ):
        assert len(set(made) & set(other)) < len(made) / 2


def test_the_same_words_about_the_same_garment_come_once():
    triplets = load_triplets("demo")
    assert len({(t.reference, t.modifier) for t in triplets}) == len(triplets)


def named(words, known):
    """Return the longest of the known words that stands in a text, "" for none."""
    found = [word for word in known if re.search(rf"\b{re.escape(word)}\b", words)]
    return max(found, key=len, default="")


def test_a_colour_in_the_words_is_the_colour_of_all_targets_or_of_none():
    catalogue = load_catalogue("demo")
    seen: Counter[str] = Counter()
    for triplet in load_triplets("demo"):
        words = triplet.modifier.split(" instead of ")[0]
        colour = named(words, COLOURS)
        if not colour or triplet.kind == "category":
            continue
        shown = {catalogue.item(target).attributes["colour"] for target in triplet.targets}
        if triplet.kind == "negation":
            assert colour == catalogue.item(triplet.reference).attributes["colour"]
            assert colour not in shown
        else:
            assert shown == {colour}, triplet
        seen[triplet.kind] += 1
    assert min(seen[kind] for kind in ("one", "two", "negation")) > 100


@pytest.mark.parametrize(
    ("pattern", "attribute", "value"),
    [
        (r"(?<!take )\blong(-|\s)sleeve", "sleeve", "long"),
        (r"short(-|\s)sleeve", "sleeve", "short"),
        (
            r"sleeveless|no sleeves|without (the )?sleeves|lose the sleeves|sleeves off",
            "sleeve",
            "sleeveless",
        ),
        (r"polka dots|^(?!.*without).*\bdots\b|dotted", "pattern", "polka dots"),
        (r"tartan|plaid", "pattern", "tartan"),
        (r"solid color|has no pattern|without any pattern|one plain|take the pattern", "pattern", "plain"),
        (r"cropped|crop it", "length", "cropped"),
        (r"with a hood|has a hood|it a hood", "neckline", "hood"),
    ],
)
def test_words_for_a_value_mean_that_value(pattern, attribute, value):
    catalogue = load_catalogue("demo")
    asked = [
        t
        for t in load_triplets("demo")
        if re.search(pattern, t.modifier)
        and t.kind in ("one", "two", "negation")
        and not (t.kind == "negation" and value not in ("plain", "sleeveless"))
    ]
    assert asked
    for triplet in asked:
        shown = {catalogue.item(target).attributes.get(attribute) for target in triplet.targets}
        assert shown == {value}, triplet


def test_darker_and_lighter_are_so_in_pixels():
    catalogue = load_catalogue("demo")
    told = [t for t in load_triplets("demo") if re.search("darker|lighter", t.modifier)]
    assert len(told) > 50
    for triplet in told:
        own = lightness(COLOURS[catalogue.item(triplet.reference).attributes["colour"]].hex)
        for target in triplet.targets:
            other = lightness(COLOURS[catalogue.item(target).attributes["colour"]].hex)
            assert (other < own) == ("darker" in triplet.modifier)


def test_every_value_of_the_taxonomy_has_words():
    rng = np.random.default_rng(0)
    values = {
        "colour": set(COLOURS),
        "pattern": set(PATTERNS),
        "sleeve": set(SLEEVES),
        "length": {v for kind in CATEGORIES.values() for v in kind.length} - {""},
        "neckline": {v for kind in CATEGORIES.values() for v in kind.neckline} - {""},
    }
    for name, known in values.items():
        for value in known:
            told = {"category": "dress", "colour": "red"}
            edit = Edit("one", {name: frozenset({value})}, ())
            words = {write_modifier(edit, told, rng) for _ in range(20)}
            assert len(words) > 2, value
            assert all("{" not in text and text == text.strip() for text in words)


def test_what_is_written_is_read_again(tmp_path):
    told = (Triplet("a", "is red", "one", ("b", "c")), Triplet("ä", "without the “hood”", "negation", ("d",)))
    write_triplets(tmp_path, told)
    assert read_triplets(tmp_path) == told


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "{",
        '{"reference": "a", "modifier": "x", "kind": "one"}',
        '{"reference": "a", "modifier": "x", "kind": "one", "targets": []}',
        '{"reference": "a", "modifier": " ", "kind": "one", "targets": ["b"]}',
        '{"reference": 3, "modifier": "x", "kind": "one", "targets": ["b"]}',
    ],
)
def test_a_line_that_is_no_triplet_is_named(tmp_path, line):
    good = '{"reference": "a", "modifier": "x", "kind": "one", "targets": ["b"]}'
    (tmp_path / "triplets.jsonl").write_text(f"{good}\n{line}\n")
    with pytest.raises(InvalidInputError, match="Line 2"):
        read_triplets(tmp_path)


def test_a_catalogue_without_triplets_says_where_they_come_from(tmp_path):
    with pytest.raises(InvalidInputError, match="catalogue draw"):
        load_triplets(tmp_path)
    with pytest.raises(UnknownNameError, match="Did you mean demo"):
        load_triplets("demmo")


def test_drawing_writes_the_triplets_of_what_it_drew(tmp_path):
    draw_catalogue(tmp_path / "drawn", size=40, seed=4, px=16, processes=1)
    catalogue, triplets = load_catalogue(tmp_path / "drawn"), load_triplets(tmp_path / "drawn")
    assert triplets == make_triplets(catalogue.ids, [item.attributes for item in catalogue], seed=4)
    assert len(triplets) > 10
    assert {item_id for t in triplets for item_id in (t.reference, *t.targets)} <= set(catalogue.ids)
