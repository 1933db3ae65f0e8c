"""Training a Combiner: CLIP4Cir's loss, network and files; a run that resumes; a comparison that is fair."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors import safe_open

from fvl_core.catalogues.edit_sampling import make_triplets
from fvl_core.catalogues.garment import Garment
from fvl_core.composition.combiner import Combiner
from fvl_core.composition.combiner_file import CombinerWeights, combiner_shapes, read_combiner
from fvl_core.composition.library import load_composer
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.models.hand import HandModel
from fvl_core.training import data as packs
from fvl_core.training.combiner import CombinerRecipe, ranks_of, recalls, train_combiner
from fvl_core.training.combiner_net import CombinerNet, batch_loss
from fvl_core.training.combiner_report import compare, paired_interval
from fvl_core.training.data import pack_drawings
from fvl_core.training.edit_data import gather_edits
from fvl_core.training.trainer import TrainingPlan
from tests.training.edit_toy import MODEL, toy_edits

PLAN = TrainingPlan(steps=1, rate=0.01, weight_decay=0.0, averaging=0.9)


def recipe(epochs):
    return CombinerRecipe(projection=16, hidden=24, dropout=0.1, batch=60, epochs=epochs, seed=3, plan=PLAN)


@pytest.fixture(scope="module")
def edits():
    return toy_edits()


@pytest.fixture(scope="module")
def trained(edits, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    return folder, train_combiner(MODEL, recipe(40), edits, toy_edits(seed=1), folder)


def test_training_learns_edits_that_no_weighted_sum_can_answer(trained):
    folder, results = trained
    held_out = toy_edits(seed=1)
    learned = load_composer("combiner", checkpoint=folder / "combiner.safetensors")
    assert results[0].recalls["recall@1"] < 0.7
    assert recalls(learned, held_out)["recall@1"] > 0.95
    (first, *_) = compare(learned, held_out)
    assert (first.measure, first.kind, first.n) == ("recall@1", "", len(held_out))
    assert first.low > 0.2


def test_the_files_are_clip4cirs_and_ours(trained):
    folder, results = trained
    state = torch.load(folder / "combiner.pt", weights_only=True)
    assert set(state) == {"epoch", "Combiner"}
    best = max(results, key=lambda result: result.recalls["recall@10"])
    assert state["epoch"] == best.epoch
    assert {name: tuple(t.shape) for name, t in state["Combiner"].items()} == combiner_shapes(12, 16, 24)
    assert {t.dtype for t in state["Combiner"].values()} == {torch.float32}
    with safe_open(str(folder / "combiner.safetensors"), framework="np") as held:
        assert held.get_tensor("output_layer.bias").dtype == np.float16
    ours, theirs = read_combiner(folder / "combiner.safetensors"), read_combiner(folder / "combiner.pt")
    assert (ours.model, ours.space) == ("toy", "toy:1")
    for name, tensor in theirs.tensors.items():
        np.testing.assert_array_equal(tensor, ours.tensors[name])
    told = json.loads((folder / "recipe.json").read_text())
    assert (told["space"], told["batch"], told["edits"]) == ("toy:1", 60, 180)


def test_what_was_measured_is_what_was_saved(trained):
    folder, results = trained
    best = max(results, key=lambda result: result.recalls["recall@10"])
    saved = load_composer("combiner", checkpoint=folder / "combiner.pt")
    assert recalls(saved, toy_edits(seed=1)) == best.recalls


def test_a_resumed_run_equals_an_uninterrupted_one(edits, tmp_path):
    held_out = toy_edits(seed=1)
    whole = train_combiner(MODEL, recipe(3), edits, held_out, tmp_path / "whole")
    train_combiner(MODEL, recipe(3), edits, held_out, tmp_path / "parts", until=1)
    resumed = train_combiner(MODEL, recipe(3), edits, held_out, tmp_path / "parts", resume=True)
    assert resumed == whole
    for name in ("validation_metrics.csv", "combiner.safetensors"):
        assert (tmp_path / "parts" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_run_is_not_resumed_with_other_choices_or_other_data(edits, tmp_path):
    held_out = toy_edits(seed=1)
    train_combiner(MODEL, recipe(1), edits, held_out, tmp_path)
    with pytest.raises(InvalidInputError, match="another hidden"):
        train_combiner(MODEL, replace(recipe(2), hidden=25), edits, held_out, tmp_path, resume=True)
    with pytest.raises(InvalidInputError, match="another training"):
        train_combiner(MODEL, recipe(2), toy_edits(seed=4), held_out, tmp_path, resume=True)


def test_the_shipped_size_fits_four_megabytes_in_half_precision():
    told = CombinerRecipe()
    shapes = combiner_shapes(256, told.projection, told.hidden).values()
    assert 2 * sum(math.prod(shape) for shape in shapes) < 4_000_000


def test_the_network_that_learns_is_the_composer_that_answers():
    torch.manual_seed(1)
    net = CombinerNet(10, 20, 30).eval()
    image, text = torch.randn(8, 10) * 3, torch.randn(8, 10)
    with torch.inference_mode():
        wanted = net(image, text).numpy()
    weights = CombinerWeights({name: tensor.numpy() for name, tensor in net.state_dict().items()})
    np.testing.assert_allclose(Combiner(weights).fuse(image.numpy(), text.numpy()), wanted, atol=1e-6)


def plain_loss(queries, targets, right):
    """Cross-entropy at scale 100 in plain Python; other right answers are no rivals."""
    total = 0.0
    for i, query in enumerate(queries):
        logits = [100 * sum(a * b for a, b in zip(query, t, strict=True)) for t in targets]
        rivals = [x for j, x in enumerate(logits) if j == i or not right[i][j]]
        top = max(rivals)
        total += top + math.log(sum(math.exp(x - top) for x in rivals)) - logits[i]
    return total / len(queries)


@pytest.mark.parametrize("more", [False, True])
def test_the_loss_is_clip4cirs_but_for_other_right_answers(more):
    torch.manual_seed(0)
    queries, targets = torch.nn.functional.normalize(torch.randn(2, 6, 5), dim=-1)
    right = torch.eye(6, dtype=torch.bool)
    if more:
        nearest = (queries @ targets.T - 9 * torch.eye(6)).argmax(1)
        right[0, nearest[0]] = right[4, nearest[4]] = True  # the rivals that weigh most
    loss = float(batch_loss(queries, targets, right))
    assert loss == pytest.approx(plain_loss(queries.tolist(), targets.tolist(), right.tolist()), rel=1e-5)
    if not more:
        published = torch.nn.functional.cross_entropy(100 * queries @ targets.T, torch.arange(6))
        assert loss == pytest.approx(float(published), rel=1e-6)


def test_every_edit_comes_once_an_epoch_with_one_of_its_right_answers(edits):
    seen = []
    rows = {vector.tobytes(): place for place, vector in enumerate(edits.pictures.vectors)}
    for number in range(edits.steps(60)):
        batch = edits.batch(number, size=60, seed=5)
        targets = [rows[vector.tobytes()] for vector in batch.target]
        raw = {row.tobytes(): place for place, row in enumerate(edits.pictures.raw)}
        words = {row.tobytes(): place for place, row in enumerate(edits.words.raw)}
        asked = [(raw[v.tobytes()], words[t.tobytes()]) for v, t in zip(batch.image, batch.text, strict=True)]
        answers = {
            (int(r), int(t)): edits.targets[i]
            for i, (r, t) in enumerate(zip(edits.references, edits.texts, strict=True))
        }
        for row, pair in enumerate(asked):
            assert targets[row] in answers[pair]
            assert batch.right[row].tolist() == [target in answers[pair] for target in targets]
        seen += asked
    assert len(set(seen)) == len(seen) == len(edits)


def test_batches_differ_between_epochs_and_not_between_calls(edits):
    one, again, later = (edits.batch(number, size=60, seed=5) for number in (1, 1, 4))
    np.testing.assert_array_equal(one.image, again.image)
    np.testing.assert_array_equal(one.target, again.target)
    assert not np.array_equal(one.image, later.image)


def test_a_batch_larger_than_the_data_is_refused(edits):
    with pytest.raises(InvalidInputError, match="more than the 180 edits"):
        edits.batch(0, size=181, seed=0)


def test_edits_of_drawings_are_those_of_their_attributes_and_encode_once(tmp_path, monkeypatch):
    monkeypatch.setattr(packs, "SHARD", 40)
    model = HandModel()
    data = gather_edits(model, tmp_path, count=40, seed=2, px=24, workers=1, variants=2)
    pack = pack_drawings(tmp_path / "drawings-2", count=40, seed=2, px=24, workers=1)
    told = [Garment(**record).attributes() for record in pack.records]
    ids = [str(place) for place in range(40)]
    wanted = [t for v in (0, 1) for t in make_triplets(ids, told, seed=2, variant=v)]
    assert data.kinds == tuple(t.kind for t in wanted)
    assert data.references.tolist() == [int(t.reference) for t in wanted]
    assert data.targets == [[int(target) for target in t.targets] for t in wanted]
    wordings = sorted({t.modifier for t in wanted})
    np.testing.assert_allclose(
        data.words.raw[data.texts], model.encode_texts([t.modifier for t in wanted]).raw, atol=1e-6
    )
    assert len(data.words) == len(wordings)

    def encode_nothing(*_, **__):
        raise AssertionError("encoded again")

    monkeypatch.setattr(HandModel, "_image_features", encode_nothing)
    monkeypatch.setattr(HandModel, "_text_features", encode_nothing)
    again = gather_edits(HandModel(), tmp_path, count=40, seed=2, px=24, workers=1, variants=2)
    assert again.fingerprint == data.fingerprint


def test_a_composer_that_is_the_weighted_sum_gains_nothing_over_it(edits):
    from fvl_core.composition.arithmetic import WeightedSum

    for entry in compare(WeightedSum(), edits):
        assert entry.difference <= 0
        assert entry.low <= entry.difference <= entry.high
        assert entry.weighted >= entry.composer


def test_the_comparison_takes_the_best_share_and_counts_every_kind(edits):
    from fvl_core.composition.arithmetic import TextOnly, WeightedSum

    found = {(entry.measure, entry.kind): entry for entry in compare(TextOnly(), edits)}
    assert set(found) == {(f"recall@{k}", kind) for k in (1, 10, 50) for kind in ("", "one", "two")}
    entry = found["recall@10", "one"]
    odd = np.array(edits.kinds) == "one"
    by_share = {
        share / 20: np.mean(
            ranks_of(WeightedSum(), edits, image_weight=1 - share / 20, text_weight=share / 20)[odd] <= 10
        )
        for share in range(1, 20)
    }
    assert entry.weighted == max(by_share.values()) == by_share[entry.share]
    assert entry.composer == np.mean(ranks_of(TextOnly(), edits)[odd] <= 10)
    assert entry.difference == pytest.approx(entry.composer - entry.weighted)
    assert entry.n == odd.sum()


def test_edits_of_one_reference_do_not_pass_for_independent_ones():
    gains = np.random.default_rng(0).choice([-1.0, 0.0, 1.0], size=40, p=[0.2, 0.4, 0.4])
    groups = np.arange(40)
    once = paired_interval(gains, groups)
    assert paired_interval(np.tile(gains, 10), np.tile(groups, 10)) == pytest.approx(once)
    spread = (once[1] - once[0]) / 2
    assert spread == pytest.approx(1.96 * gains.std() / math.sqrt(40), rel=0.15)
