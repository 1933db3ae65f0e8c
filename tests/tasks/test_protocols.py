"""The field's retrieval protocols on vectors chosen by hand, also where published code is wrong."""

import json
from typing import Any

import numpy as np
import pytest
from PIL import Image

import fvl_core as fvl
from fvl_core.models.card import ModelCard
from fvl_core.tasks.retrieval import PROTOCOLS, evaluate_retrieval


class Told(fvl.VisionLanguageModel):
    """Encode a picture, or a text, as the vector that a test wrote down for its width, or its words."""

    def __init__(self, pictures, texts, *, scale=1.0):
        self.pictures, self.texts = pictures, texts
        dim = len(next(iter(texts.values())))
        self.card = ModelCard(name="told", title="Told", family="told", dim=dim, source="embedded")
        self.space, self.logit_scale = f"told:{id(self)}", scale

    def _image_features(self, images):
        return np.array([self.pictures[image.width] for image in images], np.float32)

    def _text_features(self, texts):
        return np.array([self.texts[text] for text in texts], np.float32)


@pytest.fixture
def cache(tmp_path):
    return fvl.EmbeddingCache(tmp_path / "vectors")


def item(number, caption, **attributes):
    return fvl.Item(f"i{number}", Image.new("RGB", (number, 1)), caption=caption, attributes=attributes)


def at(*degrees):
    """Unit vectors of the plane at these angles; a smaller angle between two is a higher score."""
    return [[np.cos(np.radians(angle)), np.sin(np.radians(angle))] for angle in degrees]


@pytest.fixture
def products():
    """Three pictures of two products: the dress at 0 and 50 degrees, the coat at 20; texts at 10 and 40."""
    pictures = dict(zip((1, 2, 3), at(0, 50, 20), strict=True))
    texts = dict(zip(("a dress", "a coat"), at(40, 10), strict=True))
    items = [
        item(1, "a dress", product="d", category="x"),
        item(2, "a dress", product="d", category="x"),
        item(3, "a coat", product="c", category="x"),
    ]
    return fvl.Catalogue("products", items), Told(pictures, texts)


def values(report):
    return {figure.measure: figure.value for figure in report.figures}


def test_full_counts_any_picture_of_the_product_and_asks_both_ways(products, cache):
    shop, model = products
    report = evaluate_retrieval(shop, model, product="product", cache=cache)
    # the dress's text (40°) meets its picture at 50° first; to the coat's (10°) 0° and 20° are alike
    assert [row["rank"] for row in report.per_query] == [1, 2]
    assert (report.per_query[1]["best_rank"], report.per_query[1]["worst_rank"]) == (1, 2)
    assert report["recall@1"].value == 0.5
    # pictures at 0° and 20° meet the coat's text at 10°, the one at 50° the dress's at 40°
    assert [row["rank"] for row in report.tables["image_to_text"]] == [2, 1, 1]
    assert report["image to text recall@1"].value == pytest.approx(2 / 3)
    assert report["image to text recall@1"].n == 3
    assert report["recall@1"].chance == pytest.approx((2 / 3 + 1 / 3) / 2)


def test_without_products_every_picture_has_its_own_text(products, cache):
    shop, model = products
    report = evaluate_retrieval(shop, model, cache=cache)
    assert [row["rank"] for row in report.per_query] == [3, 1, 2]
    assert report["image to text recall@1"].ceiling == pytest.approx(2 / 3)  # two share the dress's words


def test_every_figure_names_its_protocol(products, cache):
    shop, model = products
    options: dict[str, Any] = {"kaleido": {"group": "category"}}
    for name in set(PROTOCOLS) - {"ocir"}:  # which needs outfits, and is tried with them
        report = evaluate_retrieval(shop, model, protocol=name, cache=cache, **options.get(name, {}))
        assert {figure.protocol for figure in report.figures} == {name}
        json.loads(report.to_json())


def test_klip_writes_the_published_json_in_percent(products, cache):
    shop, model = products
    report = evaluate_retrieval(shop, model, protocol="klip", product="product", cache=cache)
    assert report.tables["text"] == {
        "success": True,
        "score": pytest.approx(100 * (0.5 + 1 + 1) / 3),
        "scoreJson": {
            "score": pytest.approx(100 * (0.5 + 1 + 1) / 3),
            "mean_recall": pytest.approx(100 * (0.5 + 1 + 1) / 3),
            "r1": 50.0,
            "r5": 100.0,
            "r10": 100.0,
        },
    }
    assert list(report.tables["image"]["scoreJson"]) == ["score", "mean_recall", "r1", "r5", "r10"]
    assert values(report)["image to text r1"] == pytest.approx(2 / 3)


def crowd(angles, *, scale):
    """Pictures at these angles, the first 101 of one category and with words, which are all at 0°."""
    pictures = {n + 1: vector for n, vector in enumerate(at(*angles))}
    items = [
        item(n, "own" if n <= 101 else "", category="x" if n <= 101 else "y")
        for n in range(1, len(angles) + 1)
    ]
    return fvl.Catalogue("crowd", items), Told(pictures, {"own": at(0)[0]}, scale=scale)


def test_kaleido_ranks_within_the_gallery_alone(cache):
    """101 of one category, which are the gallery, and 60 of another that match better than any of them."""
    shop, model = crowd([100, *[130] * 100, *[10] * 60], scale=16.0)
    report = evaluate_retrieval(shop, model, protocol="kaleido", cache=cache)
    # the picture at 100° is first of 101; those at 130° follow in catalogue order, so ten are within ten
    assert values(report)["text to image recall@1"] == pytest.approx(1 / 101)
    assert values(report)["text to image recall@10"] == pytest.approx(10 / 101)
    assert report.facts["share_from_other_groups"] == 0.0
    assert report["text to image recall@1"].chance == 1 / 101


def test_kaleido_as_published_puts_what_it_left_out_before_a_right_answer_below_minus_one(cache):
    # at 100° the cosine is -0.17, times 16 less than -1, the number that is written over what is left out
    shop, model = crowd([100, *[130] * 100, *[10] * 60], scale=16.0)
    faulty = evaluate_retrieval(shop, model, protocol="kaleido", as_published=True, cache=cache)
    assert values(faulty)["text to image recall@10"] == 0.0
    assert {figure.protocol for figure in faulty.figures} == {"kaleido as published"}
    # unscaled, the same scores stay above -1 and nothing is wrong
    shop, model = crowd([100, *[130] * 100, *[10] * 60], scale=1.0)
    harmless = evaluate_retrieval(shop, model, protocol="kaleido", as_published=True, cache=cache)
    assert values(harmless)["text to image recall@10"] == pytest.approx(10 / 101)


def test_kaleido_says_how_much_of_the_galleries_is_of_other_groups(cache):
    shop, model = crowd([0, *[90] * 110], scale=1.0)
    mixed = [
        item(n, "own" if n == 1 else "", category="x" if n < 52 else "y") for n in range(1, len(shop) + 1)
    ]
    report = evaluate_retrieval(fvl.Catalogue("mixed", mixed), model, protocol="kaleido", cache=cache)
    assert report.facts["share_from_other_groups"] == pytest.approx(0.5)
    assert "50% are of another category" in report.protocol


def test_kaleido_draws_the_same_for_the_same_seed_and_says_which(cache):
    numbers = np.random.default_rng(0)
    angles = numbers.uniform(0, 360, 150)
    items = [item(n + 1, f"text {n}", category="x") for n in range(150)]
    texts = {f"text {n}": at(angle + numbers.normal(0, 4))[0] for n, angle in enumerate(angles)}
    model = Told({n + 1: vector for n, vector in enumerate(at(*angles))}, texts)
    shop = fvl.Catalogue("many", items)
    first, again, other = (
        values(evaluate_retrieval(shop, model, protocol="kaleido", seed=seed, repeats=2, cache=cache))
        for seed in (1, 1, 2)
    )
    assert first == again != other
    report = evaluate_retrieval(shop, model, protocol="kaleido", seed=1, repeats=2, cache=cache)
    assert "2 times with seed 1" in report.protocol


@pytest.fixture
def colours():
    """Twelve pictures: eleven of "red" at 1° … 11°, one of "blue" at 90°; two of them at one angle."""
    angles = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 90]
    items = [item(n + 1, f"c{n + 1}", colour="red" if n < 11 else "blue") for n in range(12)]
    texts = {"red": at(0)[0], "blue": at(12)[0]} | {f"c{n + 1}": at(90)[0] for n in range(12)}
    return fvl.Catalogue("colours", items), Told({n + 1: v for n, v in enumerate(at(*angles))}, texts)


def test_marqo_recall_is_fractional_and_precision_is_of_k(colours, cache):
    shop, model = colours
    report = evaluate_retrieval(shop, model, protocol="marqo", field="colour", cache=cache)
    told = {row["query"]: row for row in report.per_query}
    assert (told["red"]["recall@1"], told["red"]["recall@10"], told["red"]["P@10"]) == (1 / 11, 10 / 11, 1.0)
    assert (told["blue"]["recall@10"], told["blue"]["P@1"], told["blue"]["MRR@10"]) == (0.0, 0.0, 0.0)
    figures = values(report)
    assert figures["recall@1"] == pytest.approx((1 / 11) / 2)
    assert figures["AvgRecall"] == pytest.approx(((1 / 11) / 2 + (10 / 11) / 2) / 2)
    assert figures["P@10"] == 0.5
    assert report["recall@1"].ceiling == pytest.approx((1 / 11 + 1) / 2)
    assert "There are 2 queries: one of them moves P@1 by 50.0 points" in report.protocol


def test_marqo_documents_mix_picture_and_words_by_nine_to_one(colours, cache):
    shop, model = colours
    # each caption stands at 90°, and a tenth of it turns a document towards it …
    mixed = evaluate_retrieval(
        shop, model, protocol="marqo", field="colour", document="image+text", cache=cache
    )
    angle = np.degrees(np.arctan2(0.9 * np.sin(np.radians(1)) + 0.1, 0.9 * np.cos(np.radians(1))))
    assert 7 < angle < 8  # … and the first one to 7.3°, which is still the nearest to red
    assert mixed.per_query[0]["first_id"] == "i1"
    pure = evaluate_retrieval(shop, model, protocol="marqo", field="colour", cache=cache)
    first = {report.facts["document"]: report.per_query[1]["first_id"] for report in (pure, mixed)}
    # blue (12°): alone it is nearest to 11°, mixed to the picture that lands nearest to 12°
    landed = [
        np.degrees(np.arctan2(0.9 * np.sin(np.radians(a)) + 0.1, 0.9 * np.cos(np.radians(a))))
        for a in range(1, 12)
    ]
    assert first == {"image": "i11", "image+text": f"i{1 + int(np.argmin(np.abs(np.array(landed) - 12)))}"}


def test_marqo_reads_the_published_ground_truth_and_counts_what_is_not_there(colours, cache, tmp_path):
    shop, model = colours
    file = tmp_path / "ground_truth_category1-image.json"
    file.write_text(json.dumps({"red": {"i1": 1, "i2": 1, "gone": 1}, "blue": {"i12": 1, "i3": 0}}))
    report = evaluate_retrieval(shop, model, protocol="marqo", ground_truth=file, cache=cache)
    assert report.per_query[0]["recall@10"] == pytest.approx(2 / 3)  # what is missing counts as not found
    assert report.facts["n_right_not_in_catalogue"] == 1
    assert report.facts["right_per_query"] == 2.0
    for faulty in ("[]", '{"red": {}}', '{"red": 1}', "{", "{}"):
        file.write_text(faulty)
        with pytest.raises(fvl.InvalidInputError, match="ground_truth"):
            evaluate_retrieval(shop, model, protocol="marqo", ground_truth=file, cache=cache)


def test_marqo_as_published_breaks_ties_by_the_greater_id_and_drops_the_querys_own(cache, tmp_path):
    pictures = {1: at(0)[0], 2: at(0)[0], 3: at(50)[0]}
    items = [fvl.Item(name, Image.new("RGB", (n, 1))) for n, name in ((1, "a"), (2, "b"), (3, "red"))]
    shop, model = fvl.Catalogue("ties", items), Told(pictures, {"red": at(0)[0]})
    truth = {"red": {"a": 1, "red": 1}}

    def measure(file, **options):
        file.write_text(json.dumps(truth))
        report = evaluate_retrieval(shop, model, protocol="marqo", ground_truth=file, cache=cache, **options)
        return values(report)

    ours = measure(tmp_path / "truth.json")
    theirs = measure(tmp_path / "truth.json", as_published=True)
    # ours: a, b, red: the first is right, both are found. theirs: b before a, and "red" is the query's own id
    assert (ours["P@1"], ours["recall@10"], ours["MRR@10"]) == (1.0, 1.0, 1.0)
    assert (theirs["P@1"], theirs["recall@10"], theirs["MRR@10"]) == (0.0, 0.5, 1.0)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"protocol": "full", "seed": 3}, "takes no seed"),
        ({"protocol": "full", "as_published": True}, "takes no as_published"),
        ({"protocol": "marqo", "document": "video"}, "video"),
        ({"protocol": "kaleido", "repeats": 0, "group": "product"}, "0 repeats"),
        ({"protocol": "kaleido"}, "colour"),
        ({"protocol": "klip", "product": "produkt"}, "product"),
    ],
)
def test_options_that_do_nothing_are_refused(products, cache, options, said):
    _, model = products
    bare = fvl.Catalogue(
        "bare", [item(n, f"a {w}", product="p", colour="c") for n, w in ((1, "dress"), (3, "coat"))]
    )
    with pytest.raises(fvl.FvlError, match=said):
        evaluate_retrieval(bare, model, cache=cache, **options)
