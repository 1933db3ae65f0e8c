"""Counts per attribute, with what is missing, and the two levels of a taxonomy."""

from fvl_core.catalogues.counts import count_attributes, find_taxonomy
from fvl_core.foundation.items import Catalogue, Item


def shop(*garments):
    return Catalogue("shop", [Item(str(n), "a.jpg", attributes=each) for n, each in enumerate(garments)])


CLOTHES = shop(
    {"category": "shirt", "parent": "tops", "colour": "red"},
    {"category": "shirt", "parent": "tops", "colour": "blue"},
    {"category": "blouse", "parent": "tops", "colour": "red"},
    {"category": "skirt", "parent": "bottoms"},
    {"colour": "green"},
)


def taxonomy(catalogue):
    found = find_taxonomy(catalogue)
    assert found is not None
    return found


def counted(*args, **options):
    return {
        each.attribute: (dict(each.values), each.n_missing) for each in count_attributes(*args, **options)
    }


def test_every_value_and_what_is_missing_adds_up_to_the_items():
    assert counted(CLOTHES) == {
        "category": ({"shirt": 2, "blouse": 1, "skirt": 1}, 1),
        "parent": ({"tops": 3, "bottoms": 1}, 1),
        "colour": ({"red": 2, "blue": 1, "green": 1}, 1),
    }
    assert {each.n_items for each in count_attributes(CLOTHES)} == {5}
    assert list(count_attributes(CLOTHES)[2].values) == [
        "red",
        "blue",
        "green",
    ]  # commonest first, then a to z


def test_a_filtered_attribute_counts_what_another_of_its_values_would_give():
    found = counted(CLOTHES, {"colour": "red", "category": ["shirt", "blouse"]})
    assert found["colour"] == ({"red": 2, "blue": 1, "green": 0}, 0)
    assert found["category"] == ({"blouse": 1, "shirt": 1, "skirt": 0}, 0)
    assert found["parent"] == ({"tops": 2, "bottoms": 0}, 0)


def test_what_lacks_an_attribute_can_be_chosen_and_is_counted():
    assert [item.id for item in CLOTHES.select({"colour": ""})] == ["3"]
    found = counted(CLOTHES, {"colour": ""})
    assert found["category"] == ({"shirt": 0, "blouse": 0, "skirt": 1}, 0)
    assert found["colour"] == ({"red": 2, "blue": 1, "green": 1}, 1)


def test_an_attribute_that_the_catalogue_lacks_is_not_counted():
    others = [Item("7", "a.jpg", attributes={"colour": "red", "season": "summer"})]
    assert counted(CLOTHES, items=others)["colour"] == ({"red": 1, "blue": 0, "green": 0}, 0)
    assert "season" not in counted(CLOTHES, items=others)
    assert counted(CLOTHES, {"season": "summer"})["colour"] == ({"red": 0, "blue": 0, "green": 0}, 0)


def test_some_of_the_items_can_be_counted():
    assert counted(CLOTHES, items=CLOTHES[:2])["colour"] == ({"red": 1, "blue": 1, "green": 0}, 0)


def test_the_numbers_of_a_filter_are_those_of_selecting_it():
    for name, value in (("category", "shirt"), ("colour", "green"), ("parent", "")):
        chosen = {"colour": "red"} if name != "colour" else {"parent": "tops"}
        values, n_missing = counted(CLOTHES, chosen)[name]
        n = len(CLOTHES.select({**chosen, name: value}))
        assert (values[value] if value else n_missing) == n


def test_two_levels_are_found_and_one_wrong_label_does_not_undo_them():
    found = taxonomy(CLOTHES)
    assert (found.kind, found.family) == ("category", "parent")
    assert found.family_of == {"shirt": "tops", "blouse": "tops", "skirt": "bottoms"}
    many = [{"category": "shirt", "parent": "tops"}] * 30 + [{"category": "blouse", "parent": "tops"}] * 30
    assert taxonomy(shop(*many, {"category": "shirt", "parent": "shoes"})).family_of["shirt"] == "tops"


def test_pairs_that_say_nothing_are_no_two_levels():
    assert find_taxonomy(shop({"category": "shirt"}, {"category": "skirt"})) is None
    one_each = shop({"category": "a", "parent": "x"}, {"category": "b", "parent": "y"})
    assert find_taxonomy(one_each) is None
    crossed = [{"category": c, "parent": p} for c in ("a", "b", "c") for p in ("x", "y")]
    assert find_taxonomy(shop(*crossed)) is None
    assert (
        taxonomy(
            shop(
                {"subCategory": "Topwear", "masterCategory": "Apparel"},
                {"subCategory": "Bottomwear", "masterCategory": "Apparel"},
            )
        ).kind
        == "subCategory"
    )
