"""What became of an edit, against truth worked out by hand."""

import numpy as np
import pytest
from PIL import Image

from fvl_core.foundation.items import Catalogue, Item
from fvl_core.foundation.queries import Ingredient, Query
from fvl_core.tasks.attribute_probe import AttributeProbe
from fvl_core.tasks.edit_ledger import judge_edit
from tests.tasks.wardrobes import DYES, TOLD, engine_over, plain, wardrobe


@pytest.fixture
def engine(tmp_path):
    return engine_over(wardrobe(), tmp_path)


def verdicts(ledger, item_id):
    return {name: judged.verdict for name, judged in dict(ledger.rows)[item_id].items()}


def test_applied_missed_kept_and_lost_by_hand(engine):
    query = Query("in blue", engine.catalogue.item("red-dress").image)
    hits = engine.search(query, k=4, without=["red-dress"])
    ledger = judge_edit(engine, query, hits)
    assert (ledger.source, ledger.reference_id) == ("truth", "red-dress")
    assert verdicts(ledger, "blue-dress") == {
        "category": "kept", "colour": "applied", "sleeve": "kept", "closure": "lost",
    }  # fmt: skip
    assert verdicts(ledger, "pink-dress") == {
        "category": "kept", "colour": "missed", "sleeve": "lost", "closure": "kept",
    }  # fmt: skip
    assert verdicts(ledger, "blue-bag") == {
        "category": "lost", "colour": "applied", "sleeve": "lost", "closure": "lost",
    }  # fmt: skip
    assert ledger.summary() == {
        "colour": ("applied", 3, 4, 0),
        "category": ("kept", 2, 4, 0),
        "sleeve": ("kept", 1, 4, 0),
        "closure": ("kept", 1, 4, 0),
    }
    assert next(iter(ledger.summary())) == "colour"  # what was asked for comes first


def test_what_the_reference_has_not_cannot_be_lost(engine):
    query = Query("in red", engine.catalogue.item("blue-bag").image)
    ledger = judge_edit(engine, query, engine.search(query, k=5), reference_id="blue-bag")
    assert verdicts(ledger, "red-dress") == {"category": "lost", "colour": "applied"}


def test_disliked_words_deny_and_words_without_a_picture_keep_nothing(engine):
    query = Query(ingredients=[Ingredient(text="blue dress"), Ingredient(text="a zip", weight=-0.5)])
    ledger = judge_edit(engine, query, engine.search(query, k=5))
    assert (ledger.reference_id, dict(ledger.reference)) == (None, {})
    assert verdicts(ledger, "blue-dress") == {"category": "applied", "colour": "applied", "closure": "missed"}
    assert verdicts(ledger, "pink-dress") == {"category": "applied", "colour": "missed", "closure": "applied"}


def test_words_that_name_nothing_known_leave_the_picture_to_be_kept(engine):
    query = Query("something nicer", engine.catalogue.item("red-dress").image)
    ledger = judge_edit(engine, query, engine.search(query, k=2))
    assert ledger.wishes == ()
    assert set(ledger.summary()) == {"category", "colour", "sleeve", "closure"}


def test_a_step_along_no_known_order_is_unclear(tmp_path):
    items = [Item(dye, plain(dye), attributes={"colour": dye}) for dye in ("pink", "red", "green")]
    engine = engine_over(Catalogue("dyes", items), tmp_path)
    darker = Query("darker", items[0].image)
    ledger = judge_edit(engine, darker, engine.search(darker, k=3), reference_id="pink")
    assert verdicts(ledger, "red") == {"colour": "applied"}  # pink, red, burgundy
    assert verdicts(ledger, "green") == {"colour": "missed"}
    assert ledger.summary() == {"colour": ("applied", 1, 3, 0)}
    assert judge_edit(engine, Query("darker"), engine.search(Query("darker"))).summary() == {}


def test_only_the_attributes_asked_for_are_judged(engine):
    query = Query("in blue", engine.catalogue.item("red-dress").image)
    ledger = judge_edit(engine, query, engine.search(query, k=2), attributes=["sleeve", "no such thing"])
    assert set(dict(ledger.rows)["pink-dress"]) == {"sleeve"}


def bare(engine_or_told):
    """The same pictures without a word about them."""
    return Catalogue("bare", [Item(name, plain(dye)) for name, dye, _ in engine_or_told])


def test_a_picture_from_elsewhere_is_probed_and_the_ledger_says_so(engine):
    upload = Image.new("RGB", (9, 9), DYES["red"])  # equal to no item's own picture object
    query = Query("in blue", upload)
    ledger = judge_edit(engine, query, engine.search(query, k=5))
    assert (ledger.source, ledger.reference_id) == ("both", None)
    assert ledger.reference["colour"] == "red"


def test_a_catalogue_without_attributes_is_probed_throughout(tmp_path):
    engine = engine_over(bare(TOLD), tmp_path)
    query = Query("in blue", engine.catalogue.item("red-dress").image)
    ledger = judge_edit(engine, query, engine.search(query, k=5), attributes=["colour"])
    assert ledger.source == "probe"
    assert dict(ledger.right) == {}  # nobody knows how often it is right
    # red and pink are read; to HandModel "light blue" is "blue", so that its blue garments are a tie
    assert ledger.summary() == {"colour": ("applied", 0, 2, 3)}


def probe_of(values, vectors, truth):
    probe = AttributeProbe(values=values, label_vectors=np.eye(2), scale=100.0)
    return probe.checked(np.asarray(vectors, np.float32), truth)


def test_a_probe_reads_the_nearest_value_and_leaves_a_tie_unclear():
    probe = AttributeProbe(values=("red", "blue"), label_vectors=np.eye(2), scale=100.0)
    rows = np.array([[1, 0], [0, 1], [0.5**0.5, 0.5**0.5 + 1e-9]])
    assert probe.read(rows[:2]) == ["red", "blue"]
    unsure = AttributeProbe(values=("a", "b", "c"), label_vectors=np.eye(3), scale=1.0)
    assert unsure.read(np.eye(3)[:1]) == ["a"]  # e / (e + 2) is 0.58
    assert unsure.read(np.full((1, 3), 3**-0.5)) == [None]


@pytest.mark.parametrize(("n_wrong", "right", "reading"), [(4, 0.8, "red"), (6, 0.7, None)])
def test_a_probe_that_is_wrong_too_often_says_nothing(n_wrong, right, reading):
    truth = ["blue"] * n_wrong + ["red"] * (20 - n_wrong)
    probe = probe_of(("red", "blue"), [[1, 0]] * 20, truth)
    assert (probe.right, probe.n_checked) == (pytest.approx(right), 20)
    assert probe.read(np.array([[1.0, 0.0]])) == [reading]


def test_too_few_garments_say_nothing_about_a_probe():
    assert probe_of(("red", "blue"), [[1, 0]] * 19, ["blue"] * 19).right is None
