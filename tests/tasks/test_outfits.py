"""Outfits against figures worked out one by one from the network's own vectors."""

import json
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from sklearn.metrics import roc_auc_score

import fvl_core as fvl
from fvl_core.commands.entry import cli
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.models.fashionvil.polyvore_categories import polyvore_categories
from fvl_core.tasks.outfit_categories import polyvore_number
from tests.models.fashionvil_making import checkpoint, csa_network
from tests.tasks.polyvore_making import BLANKS, CATEGORIES, OUTFITS, polyvore_folder, write

TOKENS = {f"{o['set_id']}_{i['index']}": i["item_id"] for o in OUTFITS for i in o["items"]}


@pytest.fixture
def root(tmp_path):
    return polyvore_folder(tmp_path / "PolyvoreOutfits")


@pytest.fixture
def weights(tmp_path):
    return checkpoint(tmp_path / "csa.ckpt", csa_network())


@pytest.fixture
def model(weights):
    return fvl.load_model(weights, precision="float32")


@pytest.fixture
def cache(tmp_path):
    return fvl.EmbeddingCache(tmp_path / "vectors")


class ByHand:
    """Every vector of the network, asked one by one, and the rules applied to them in plain loops."""

    def __init__(self, root, model: Any):
        self.root, self.model = root, model

    def target(self, item_id):
        return self.model.encode_images([self.path(item_id)]).raw[0].astype(np.float64)

    def worn(self, item_id, category):
        found = self.model.encode_worn([self.path(item_id)], [CATEGORIES[item_id]], [category])
        return found.raw[0].astype(np.float64)

    def path(self, item_id):
        return self.root / "images" / f"{item_id}.jpg"

    def rank(self, row, *, masked=False):
        """The rank of the missing item among all missing items; others of its category only, or at -1."""
        wanted = CATEGORIES[row["blank"]]
        query = np.mean([self.worn(item_id, wanted) for item_id in row["question"]], axis=0)
        gallery = sorted({other["blank"] for other in BLANKS})
        scores = {
            item_id: query @ self.target(item_id)
            if CATEGORIES[item_id] == wanted
            else (-1 if masked else -np.inf)
            for item_id in gallery
        }
        return sorted(gallery, key=lambda item_id: -scores[item_id]).index(row["blank"]) + 1

    def pairs(self, outfit):
        """Mean cosine over ordered pairs."""
        found = []
        for a in outfit:
            for b in (b for b in outfit if b != a):
                worn, target = self.worn(a, CATEGORIES[b]), self.target(b)
                found.append(worn @ target / np.linalg.norm(worn) / np.linalg.norm(target))
        return np.mean(found)


def test_recall_is_macro_averaged_over_categories_within_the_missing_items(root, model, cache, monkeypatch):
    monkeypatch.setattr("fvl_core.tasks.protocols.ocir.RECALL_K", (1, 2))
    report = fvl.evaluate_outfits(root, model, cache=cache)
    asked = [row for row in BLANKS if not row["fake_data"] and "999" not in row["question"]]
    ranks = [ByHand(root, model).rank(row) for row in asked]
    assert [row["rank"] for row in report.per_query] == ranks
    for k in (1, 2):
        by_category: dict[str, list[bool]] = {}
        for row, rank in zip(asked, ranks, strict=True):
            by_category.setdefault(CATEGORIES[row["blank"]], []).append(rank <= k)
        assert report[f"recall@{k}"].value == pytest.approx(
            np.mean([np.mean(v) for v in by_category.values()])
        )
    assert report["recall_mean"].value == pytest.approx(
        (report["recall@1"].value + report["recall@2"].value) / 2
    )
    assert report["recall@1"].protocol == "ocir, 6 missing items"
    assert report.facts["n_outfits_left_out"] == 1
    assert report["recall@1"].n == 4


def test_the_published_mask_lets_other_categories_overtake(root, model, cache):
    published = fvl.evaluate_outfits(root, model, cache=cache, as_published=True)
    asked = [row for row in BLANKS if not row["fake_data"] and "999" not in row["question"]]
    hand = ByHand(root, model)
    assert [row["rank"] for row in published.per_query] == [hand.rank(row, masked=True) for row in asked]
    assert "as published" in published.figures[0].protocol


def test_mixed_outfits_are_told_and_blanks_filled_by_a_rule_that_is_called_ours(root, model, cache):
    report = fvl.evaluate_outfits(root, model, cache=cache)
    hand = ByHand(root, model)
    outfits = [
        (1, ("7_1", "7_2", "7_3")),
        (0, ("7_1", "8_2", "8_3")),
        (1, ("8_1", "8_2")),
        (0, ("8_1", "7_2", "7_4")),
    ]
    scores = [hand.pairs([TOKENS[token] for token in tokens]) for _, tokens in outfits]
    auc = report["compatibility_auc"]
    assert auc.value == pytest.approx(roc_auc_score([label for label, _ in outfits], scores))
    assert auc.protocol == "mean-pairwise"
    n_right = 0
    for worn, answers, right in (
        (("7_1", "7_2"), ("8_3", "7_3", "8_4"), 1),
        (("8_1", "8_2", "8_4"), ("8_3", "7_1"), 0),
    ):
        choices = [hand.pairs([TOKENS[token] for token in (*worn, answer)]) for answer in answers]
        n_right += int(np.argmax(choices)) == right
    filled = report["fill_in_blank"]
    assert (filled.value, filled.n) == (n_right / 2, 2)
    assert filled.chance == pytest.approx((1 / 3 + 1 / 2) / 2)
    assert "measures of ours, not of FashionViL's authors" in report.protocol


def test_an_outfit_is_completed_from_its_category_best_first(root, model, cache):
    engine = fvl.OutfitEngine.build(fvl.load_catalogue(root), model, cache=cache)
    hits = engine.complete(["101", "103"], "11", k=9)
    hand = ByHand(root, model)
    wanted = [item_id for item_id, category in CATEGORIES.items() if category == "11" and item_id != "103"]
    query = np.mean([hand.worn("101", "11"), hand.worn("103", "11")], axis=0)
    scores = {item_id: query @ hand.target(item_id) / model.logit_scale for item_id in wanted}
    assert [hit.item_id for hit in hits] == sorted(wanted, key=lambda item_id: -scores[item_id])
    np.testing.assert_allclose([hit.score for hit in hits], sorted(scores.values(), reverse=True), atol=1e-5)
    assert hits.facts["conditioned"]


def test_any_other_model_is_a_baseline_of_likeness(root, cache):
    model = fvl.load_model("fvl-tiny", precision="float32")
    engine = fvl.OutfitEngine.build(fvl.load_catalogue(root), model, cache=cache)
    hits = engine.complete(["101"], "11", k=1)
    assert not hits.facts["conditioned"]
    vectors = model.encode_images([root / "images" / f"{name}.jpg" for name in ("101", *CATEGORIES)]).vectors
    scores = {name: vectors[0] @ row for name, row in zip(CATEGORIES, vectors[1:], strict=True)}
    best = max((name for name in CATEGORIES if CATEGORIES[name] == "11"), key=lambda name: scores[name])
    assert hits[0].item_id == best


def test_what_cannot_be_completed_is_said(root, model, cache):
    engine = fvl.OutfitEngine.build(fvl.load_catalogue(root), model, cache=cache)
    for worn, category, said in (
        ([], "11", "0 worn items"),
        (["101"], "12", "category '12'"),
        (["1"], "11", "no item '1'"),
    ):
        with pytest.raises(InvalidInputError, match=said):
            engine.complete(worn, category)
    photos = fvl.load_catalogue(root / "images")  # the same pictures, of which nothing is known
    with pytest.raises(InvalidInputError, match="has a category that Polyvore Outfits has"):
        fvl.OutfitEngine.build(photos, model, cache=cache)


def test_garments_with_plain_names_are_known_by_polyvores_numbers(tmp_path, model, cache):
    items = [
        fvl.Item(
            name, Image.effect_noise((40, 40), 30 + 9 * place).convert("RGB"), attributes={"category": kind}
        )
        for place, (name, kind) in enumerate(
            [("a", "T-shirt"), ("b", "Jeans"), ("c", "jeans"), ("d", "Robe")]
        )
    ]
    engine = fvl.OutfitEngine.build(fvl.Catalogue("shop", items), model, cache=cache)
    assert engine.categories.number_of == {"Jeans": "27", "T-shirt": "21", "jeans": "27"}
    hits = engine.complete(["a"], "Jeans")
    worn = model.encode_worn([items[0].image], ["21"], ["27"]).vectors[0]
    assert [hit.item_id for hit in hits] == ["b"]
    assert hits[0].score == pytest.approx(
        float(worn @ model.encode_images([items[1].image]).vectors[0]), abs=1e-6
    )
    for worn_id, category, said in (
        ("d", "Jeans", "'Robe' is no category"),
        ("a", "Robe", "'Robe' is no category"),
    ):
        with pytest.raises(InvalidInputError, match=said):
            engine.complete([worn_id], category)


def test_a_search_engine_lends_its_vectors(root, model, cache):
    catalogue = fvl.load_catalogue(root)
    lent = fvl.OutfitEngine.of(fvl.SearchEngine.build(catalogue, model, cache=cache))
    own = fvl.OutfitEngine.build(catalogue, model, cache=cache)
    assert lent.complete(["101", "103"], "11").entries == own.complete(["101", "103"], "11").entries


def test_every_category_that_the_studio_draws_has_a_number_that_csa_net_knows():
    values = fvl.load_catalogue("demo").values("category")
    assert [value for value in values if polyvore_number(value) not in polyvore_categories()] == []


def test_ocir_is_a_protocol_of_retrieval_and_gives_the_same_figures(root, model, cache):
    catalogue = fvl.load_catalogue(root)
    for published in (False, True):
        whole = fvl.evaluate_outfits(root, model, cache=cache, as_published=published)
        report = fvl.evaluate_retrieval(
            catalogue, model, protocol="ocir", as_published=published, cache=cache
        )
        assert report.figures == whole.figures[:4]
        assert report.per_query == whole.per_query
    with pytest.raises(InvalidInputError, match="protocol ocir takes no field"):
        fvl.evaluate_retrieval(catalogue, model, protocol="ocir", field="title", cache=cache)
    with pytest.raises(InvalidInputError, match="'demo' has no outfits"):
        fvl.evaluate_retrieval(fvl.load_catalogue("demo"), model, protocol="ocir", cache=cache)


def test_a_folder_of_polyvore_opens_as_a_catalogue_of_the_pictures_that_are_there(root):
    catalogue = fvl.load_catalogue(root)
    assert catalogue.ids == tuple(CATEGORIES)
    assert catalogue.item("102").attributes == {"category_id": "1605", "category": "tops"}
    assert catalogue.item("102").title == "item 102"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ocir_disjoint_test.json", {"a": 1}, "a list"),
        ("ocir_disjoint_test.json", [{"question": ["1"]}], "blank"),
        ("disjoint/fill_in_blank_test.json", [{"question": ["7_1"], "answers": ["8_1"]}], "one right answer"),
        ("disjoint/test.json", [{"items": [{"item_id": "100", "index": 1}]}], "set_id"),
        ("polyvore_item_metadata.json", {}, "no picture"),
    ],
)
def test_odd_files_are_named_with_their_right_form(root, model, cache, name, content, said):
    write(root / name, content)
    with pytest.raises(InvalidInputError, match=said):
        fvl.evaluate_outfits(root, model, cache=cache)


def test_both_verbs_answer(root, weights, monkeypatch, tmp_path):
    monkeypatch.setenv("FVL_CACHE_DIR", str(tmp_path / "cache"))
    found = CliRunner().invoke(
        cli,
        ["outfits", str(root), "--item", "101", "--category", "11", "--model", str(weights), "--json"],
        standalone_mode=False,
    )
    assert [hit["rank"] for hit in json.loads(found.stdout)["hits"]] == [1, 2, 3, 4]
    path = tmp_path / "report.json"
    CliRunner().invoke(
        cli,
        ["evaluate", "outfits", str(root), "--model", str(weights), "--json", str(path)],
        standalone_mode=False,
    )
    report = json.loads(path.read_text())
    again = ["evaluate", "retrieval", str(root), "--protocol", "ocir", "--model", str(weights), "--json", "-"]
    found = CliRunner().invoke(cli, again, standalone_mode=False)
    assert json.loads(found.stdout)["figures"] == report["figures"][:4]
    assert report["task"] == "outfits"
    assert [figure["measure"] for figure in report["figures"]][:3] == ["recall@10", "recall@30", "recall@50"]
