"""Published questions to learn from: which take part, their four wordings, and the measures that judge."""

import json
from statistics import geometric_mean, harmonic_mean

import numpy as np
import pytest

from fvl_core.composition.arithmetic import Sum
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.models.hand import HandModel
from fvl_core.training.combiner import published_recipe, train_combiner
from fvl_core.training.held_out import measure
from fvl_core.training.questions import edits_to_learn, encode_held_out, load_learning_data, wordings
from tests.tasks.published import FIQ_QUERIES, cirr_folder, fashioniq_folder, order_of, summed


@pytest.fixture
def cache(tmp_path):
    return EmbeddingCache(tmp_path / "vectors")


@pytest.fixture
def fashioniq(tmp_path):
    fashioniq_folder(tmp_path / "fiq", split="train")
    return fashioniq_folder(tmp_path / "fiq")


@pytest.fixture
def cirr(tmp_path):
    cirr_folder(tmp_path / "cirr", split="train")
    return cirr_folder(tmp_path / "cirr")


def test_fashioniq_learns_from_train_and_is_judged_on_val(fashioniq, cache):
    data = load_learning_data("fashioniq", fashioniq)
    assert data.n_left_out == 2
    assert [q.reference for q in data.questions] == ["S0", "S2", "S4", "D0", "D1", "T0"]
    assert set(data.gallery.ids) == {name for q in data.questions for name in (q.reference, *q.targets)}
    assert [each.name for each in data.held_out] == ["shirt", "dress", "toptee"]
    edits = edits_to_learn(HandModel(), data, cache)
    assert edits.texts.shape == (6, 4)
    assert edits.targets == [[edits.pictures.ids.index(q.targets[0])] for q in data.questions]


def test_batches_draw_all_four_wordings_each_about_as_often(fashioniq, cache):
    edits = edits_to_learn(HandModel(), load_learning_data("fashioniq", fashioniq), cache)
    drawn = np.zeros(4)
    for number in range(200):
        order = np.random.default_rng((9, number)).permutation(6)
        texts = edits._drawn_texts(order, (9, number, 0, 1))
        for edit, text in zip(order, texts, strict=True):
            drawn[list(edits.texts[edit]).index(text)] += 1
    assert drawn.sum() == 1200
    assert (drawn > 220).all()
    assert np.array_equal(edits.batch(3, size=6, seed=1).text, edits.batch(3, size=6, seed=1).text)


def test_the_four_wordings_and_what_stands_for_an_empty_one():
    assert wordings(["is Red.", " Long?"]) == ("Is red and Long", "Long and is Red", "Is red", "Long")
    assert wordings(["", "red"])[2] == " and red"
    assert wordings(["as it is. "]) == ("as it is. ",)


def test_fashioniqs_measures_are_means_over_galleries(fashioniq, cache, monkeypatch):
    monkeypatch.setattr("fvl_core.training.held_out.FASHIONIQ_K", (1, 3))
    model = HandModel()
    data = load_learning_data("fashioniq", fashioniq)
    found = measure(Sum(), "fashioniq", encode_held_out(model, data, cache))
    wanted = {}
    for each, category in zip(data.held_out, FIQ_QUERIES, strict=True):
        paths = {item.id: item.image for item in each.gallery}
        ranks = []
        for q in each.questions:
            first, second = (caption.strip(".?, ") for caption in q.captions)
            text = f"{first.capitalize()} and {second}"
            order = order_of(summed(model, paths[q.reference], text), list(paths), paths, model)
            ranks.append(1 + order.index(q.targets[0]))
        for k in (1, 3):
            wanted[f"recall@{k} {category}"] = np.mean(np.array(ranks) <= k)
    for k in (1, 3):
        wanted[f"recall@{k}"] = np.mean([wanted[f"recall@{k} {category}"] for category in FIQ_QUERIES])
    wanted["average_recall"] = (wanted["recall@1"] + wanted["recall@3"]) / 2
    assert found == pytest.approx(wanted)


def test_cirrs_seven_figures_and_their_means(cirr, cache):
    model = HandModel()
    data = load_learning_data("cirr", cirr)
    found = measure(Sum(), "cirr", encode_held_out(model, data, cache))
    paths = {item.id: item.image for item in data.held_out[0].gallery}
    ranks, among = [], []
    for q in data.held_out[0].questions:
        order = order_of(summed(model, paths[q.reference], q.captions[0]), list(paths), paths, model)
        order.remove(q.reference)
        ranks.append(1 + order.index(q.targets[0]))
        among.append(1 + [name for name in order if name in q.members].index(q.targets[0]))
    seven = [float(np.mean(np.array(among) <= k)) for k in (1, 2, 3)]
    seven += [float(np.mean(np.array(ranks) <= k)) for k in (1, 5, 10, 50)]
    assert list(found.values())[:7] == pytest.approx(seven)
    assert found["arithmetic_mean"] == pytest.approx(np.mean(seven))
    assert found["harmonic_mean"] == pytest.approx(harmonic_mean(seven))
    assert found["geometric_mean"] == pytest.approx(geometric_mean(seven) if all(seven) else 0)


def test_of_triplets_one_reference_in_sixteen_is_held_out_and_none_is_in_both():
    data = load_learning_data("triplets", "demo")
    (held,) = data.held_out
    learnt, judged = ({q.reference for q in part} for part in (data.questions, held.questions))
    assert not learnt & judged
    assert len(learnt) / len(learnt | judged) == pytest.approx(15 / 16, abs=0.03)


def test_a_combiner_learns_from_published_questions_by_the_published_choices(fashioniq, cache, tmp_path):
    told = published_recipe(640, data="fashioniq")
    assert (told.projection, told.hidden, told.dropout, told.batch, told.epochs) == (
        2560,
        5120,
        0.5,
        4096,
        300,
    )
    assert (told.plan.rate, told.plan.constant, told.plan.weight_decay) == (2e-5, True, 0.0)
    assert (told.plan.betas, told.plan.averaging, told.plan.clip) == ((0.9, 0.999), 0.0, 0.0)
    model = HandModel()
    data = load_learning_data("fashioniq", fashioniq)
    edits, held_out = edits_to_learn(model, data, cache), encode_held_out(model, data, cache)
    results = train_combiner(
        model,
        published_recipe(4, data="fashioniq", rate=1e-3, epochs=3, batch=6),
        edits,
        lambda composer: measure(composer, "fashioniq", held_out),
        tmp_path / "run",
        chosen_by="average_recall",
    )
    assert [result.epoch for result in results] == [1, 2, 3]
    assert set(results[0].recalls) >= {"average_recall", "recall@10 dress"}
    assert (tmp_path / "run" / "combiner.pt").is_file()
    assert json.loads((tmp_path / "run" / "recipe.json").read_text())["data"] == "fashioniq"


def test_data_without_pictures_for_its_questions_are_refused(fashioniq):
    for picture in (fashioniq / "images").glob("D*.png"):
        picture.unlink()
    with pytest.raises(InvalidInputError, match="Too few questions"):
        load_learning_data("fashioniq", fashioniq)
