"""CLIP4Cir's first stage: its loss, its optimiser, what learns and what does not, its file, and resuming."""

import csv
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from fvl_core.catalogues.questions import joined
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.models.hand import HandModel
from fvl_core.models.preprocessing import to_pixels
from fvl_core.training.questions import wordings
from fvl_core.training.stage_one import StageOneNet, StageOneRecipe, published_plan, train_stage_one
from fvl_core.training.stage_one_batches import BatchLosses
from fvl_core.training.trainer import Trainer
from tests.models.making import hugging_face_folder
from tests.training.question_toy import colour_questions, learning_data, small_clip


def recipe(epochs=2, **options):
    return StageOneRecipe(epochs=epochs, batch=12, seed=5, plan=published_plan(3e-4), **options)


def weights_of(model):
    return {name: tensor.clone() for name, tensor in model.network.state_dict().items()}


def test_the_loss_is_the_published_one_on_the_batch_that_was_drawn(tmp_path):
    model: Any = small_clip(tmp_path / "clip")
    data = learning_data(n=48)
    losses = BatchLosses(model, data, size=6, seed=5)
    asked, texts, targets = losses._drawn(3)
    assert len({question.id for question in asked}) == 6
    for question, text, target in zip(asked, texts, targets, strict=True):
        assert text in wordings(question.captions)
        assert target == question.targets[0]
    with torch.no_grad():
        given = float(losses(StageOneNet(model.network, "both"), 3, 0.0))
        total = 0.0
        facts = model.card.preprocessing
        pictures = {item.id: torch.from_numpy(to_pixels([item.open()], facts)) for item in data.gallery}
        encoded = {name: model.network.encode_image(pixels)[0] for name, pixels in pictures.items()}
        words = model.network.encode_text(torch.from_numpy(model.tokens(texts)))
        for row, question in enumerate(asked):
            query = encoded[question.reference] + words[row]
            cosines = [
                float(torch.nn.functional.cosine_similarity(query, encoded[target], dim=0))
                for column, target in enumerate(targets)
                if column == row or target not in question.targets  # a second right answer is no rival
            ]
            own = float(torch.nn.functional.cosine_similarity(query, encoded[targets[row]], dim=0))
            total += math.log(sum(math.exp(100 * (cosine - own)) for cosine in cosines))
    assert given == pytest.approx(total / 6, rel=1e-3)


def test_every_question_comes_once_an_epoch_in_one_of_four_wordings(tmp_path):
    model: Any = small_clip(tmp_path / "clip")
    data = learning_data()
    losses = BatchLosses(model, data, size=12, seed=5)
    drawn = [losses._drawn(number) for number in range(4)]
    assert sorted(q.id for asked, _, _ in drawn for q in asked) == sorted(q.id for q in data.questions)
    forms = {
        wordings(question.captions).index(text)
        for asked, texts, _ in drawn
        for question, text in zip(asked, texts, strict=True)
    }
    assert forms == {0, 1, 2, 3}
    assert losses._drawn(1) == drawn[1]
    assert losses._drawn(5) != drawn[1]


def test_tuning_gets_better_and_writes_clip4cirs_file_that_loads_as_it_was_measured(tmp_path):
    model: Any = small_clip(tmp_path / "clip")
    model.card = replace(model.card, preprocessing=replace(model.card.preprocessing, pad="target"))
    told: list[float] = []
    results = train_stage_one(
        model, recipe(6), learning_data(), tmp_path / "run", on_progress=lambda p: told.append(p.loss)
    )
    assert told[-1] < 0.8 * told[0]
    assert results[-1].recalls["recall@10"] >= results[0].recalls["recall@10"]
    state = torch.load(tmp_path / "run" / "tuned_clip_best.pt", weights_only=True)
    best = max(results, key=lambda result: result.recalls["average_recall"])
    assert set(state) == {"epoch", "CLIP"}
    assert state["epoch"] == best.epoch
    assert state["CLIP"].keys() == model.network.state_dict().keys()
    assert {tensor.dtype for tensor in state["CLIP"].values()} == {torch.float32}
    beside = (tmp_path / "run" / "tuned_clip_best.pt.toml").read_text()
    assert 'family = "clip4cir"' in beside
    assert 'pad = "target"' in beside
    rows = list(csv.DictReader((tmp_path / "run" / "validation_metrics.csv").open()))
    assert [float(row["average_recall"]) for row in rows] == [r.recalls["average_recall"] for r in results]


def test_what_was_measured_is_the_sum_over_the_gallery_with_the_reference_in_it(tmp_path):
    model: Any = small_clip(tmp_path / "clip")
    data = learning_data()
    (result,) = train_stage_one(model, recipe(1), data, tmp_path / "run")
    asked = colour_questions()
    pictures = model.encode_images([item.image for item in asked.gallery])
    words = model.encode_texts([joined(question.captions) for question in asked.questions])
    ids, found = list(asked.gallery.ids), []
    for row, question in enumerate(asked.questions):
        query = pictures.raw[ids.index(question.reference)] + words.raw[row]
        order = np.argsort(-(pictures.vectors @ (query / np.linalg.norm(query))), kind="stable")
        found.append(1 + list(order).index(ids.index(question.targets[0])))
    assert result.recalls["recall@10 toy"] == pytest.approx(np.mean(np.array(found) <= 10), abs=1 / 48)
    assert result.recalls["average_recall"] == pytest.approx(
        (result.recalls["recall@10"] + result.recalls["recall@50"]) / 2
    )


@pytest.mark.parametrize(("encoder", "changed"), [("text", "text"), ("image", "image"), ("both", "both")])
def test_only_the_chosen_towers_learn(tmp_path, encoder, changed):
    model: Any = small_clip(tmp_path / "clip")
    before = weights_of(model)
    train_stage_one(model, recipe(1, encoder=encoder), learning_data(), tmp_path / "run")
    moved = {name for name, tensor in weights_of(model).items() if not torch.equal(tensor, before[name])}
    towers = {"image" if name.startswith("visual.") else "text" for name in moved}
    assert towers == ({"image", "text"} if changed == "both" else {changed})
    assert "logit_scale" not in moved


def test_the_first_step_is_published_adamws(tmp_path):
    """One step of torch's AdamW with the published numbers, worked out beside the trainer."""
    model: Any = small_clip(tmp_path / "clip")
    twin: Any = small_clip(tmp_path / "twin")
    data = learning_data()
    train = BatchLosses(twin, data, size=48, seed=5)
    net = StageOneNet(twin.network, "both").train()
    assert not net.training
    optimiser = torch.optim.AdamW(
        [p for p in net.parameters() if p.requires_grad], lr=3e-4, betas=(0.9, 0.999), eps=1e-7
    )
    train(net, 0, 0.0).backward()
    optimiser.step()
    trainer = Trainer(
        StageOneNet(model.network, "both"),
        BatchLosses(model, data, size=48, seed=5),
        replace(published_plan(3e-4), steps=1),
        tmp_path / "run",
    )
    trainer.run()
    for (name, own), other in zip(weights_of(model).items(), weights_of(twin).values(), strict=True):
        torch.testing.assert_close(own, other, rtol=1e-5, atol=1e-6, msg=name)


def test_a_resumed_run_equals_an_uninterrupted_one(tmp_path):
    whole = train_stage_one(small_clip(tmp_path / "a"), recipe(3), learning_data(), tmp_path / "whole")
    train_stage_one(small_clip(tmp_path / "b"), recipe(3), learning_data(), tmp_path / "parts", until=1)
    resumed = train_stage_one(
        small_clip(tmp_path / "c"), recipe(3), learning_data(), tmp_path / "parts", resume=True
    )
    assert resumed == whole
    one, other = (
        torch.load(tmp_path / run / "tuned_clip_best.pt", weights_only=True) for run in ("whole", "parts")
    )
    assert one["epoch"] == other["epoch"]
    for name, tensor in one["CLIP"].items():
        torch.testing.assert_close(tensor, other["CLIP"][name], rtol=0, atol=0)


def test_what_cannot_be_tuned_is_refused(tmp_path):
    from fvl_core.models.library import load_model

    data = learning_data()
    with pytest.raises(InvalidInputError, match="no CLIP of open_clip"):
        train_stage_one(HandModel(), recipe(), data, tmp_path)
    with pytest.raises(InvalidInputError, match="no CLIP of open_clip"):
        train_stage_one(load_model(hugging_face_folder(tmp_path / "hf")), recipe(), data, tmp_path)
    model = small_clip(tmp_path / "clip")
    model.precision = "bfloat16"
    with pytest.raises(InvalidInputError, match="small steps are lost"):
        train_stage_one(model, recipe(), data, tmp_path)
    model.precision = "float32"
    with pytest.raises(InvalidInputError, match="more than the 4 questions"):
        train_stage_one(model, recipe(), learning_data(n=4), tmp_path)
    train_stage_one(model, recipe(1), data, tmp_path / "run")
    with pytest.raises(InvalidInputError, match="another encoder"):
        train_stage_one(model, recipe(2, encoder="text"), data, tmp_path / "run", resume=True)
