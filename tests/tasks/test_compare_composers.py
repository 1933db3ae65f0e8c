"""Composers side by side on the same edits, against recall and intervals worked out apart from them."""

import numpy as np
import pytest

from fvl_core.catalogues.triplets import Triplet
from fvl_core.composition.library import load_composer
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.items import Catalogue, Item
from fvl_core.metrics import paired_bootstrap
from fvl_core.models.hand import HandModel
from fvl_core.tasks.compare.composers import compare_composers
from fvl_core.tasks.triplets import evaluate_triplets
from tests.embedding.pictures import catalogue_on_disk

WORDS = ("more red", "in blue", "greener green", "yellow", "in pink")


@pytest.fixture
def drawn(tmp_path):
    """Sixty one-coloured pictures, and edits with an answer each that no composer knows."""
    catalogue = catalogue_on_disk(tmp_path / "pictures", 60)
    edits = [
        Triplet(f"{n:03d}", WORDS[(n + turn) % 5], ("one", "two")[turn], (f"{(7 * n + turn) % 60:03d}",))
        for n in range(60)
        for turn in range(2)
        if (7 * n + turn) % 60 != n
    ]
    return catalogue, edits, EmbeddingCache(tmp_path / "cache")


def compared(drawn, **options):
    catalogue, edits, cache = drawn
    return compare_composers(catalogue, edits, HandModel(), cache=cache, **options)


def test_every_composer_that_fits_takes_part_and_the_others_say_why_not(drawn):
    found = compared(drawn)
    assert {line.name for line in found.lines} == {
        "text", "image", "sum", "weighted", "slerp", "difference",
    }  # fmt: skip
    assert "combiner" in dict(found.left_out)
    assert "256 numbers" in dict(found.left_out)["combiner"]


def test_each_line_is_the_report_of_that_composer_alone(drawn):
    catalogue, edits, cache = drawn
    for line in compared(drawn, text_weight=0.3).lines:
        alone = evaluate_triplets(
            catalogue, edits, HandModel(), composer=line.name, text_weight=0.3, cache=cache
        )
        assert line.report.figures == alone.figures
        assert line.report.per_query == alone.per_query


def test_the_best_comes_first_and_the_others_are_behind_it_in_pairs(drawn):
    found = compared(drawn, composers=["text", "image", "weighted"])
    values = [line.report["recall@10"].value for line in found.lines]
    assert values == sorted(values, reverse=True)
    best, *others = found.lines
    assert (best.behind, best.low, best.high) == (0, 0, 0)
    for line in others:
        assert line.behind == pytest.approx(values[0] - line.report["recall@10"].value)
        first, other = (
            np.array([query["rank"] <= 10 for query in each.report.per_query], float) for each in (best, line)
        )
        references = [query["reference"] for query in line.report.per_query]
        wanted = paired_bootstrap(first, other, groups=references).interval()
        assert (line.low, line.high) == tuple(wanted)
        assert line.low <= line.behind <= line.high
        assert line.resampled_references == len(set(references))


def test_composers_of_ones_own_take_part(drawn):
    (line,) = compared(drawn, composers=[load_composer("slerp")]).lines
    assert line.name == "slerp"


def test_a_comparison_without_one_that_fits_is_refused_with_the_reason(drawn):
    with pytest.raises(InvalidInputError, match="256 numbers"):
        compared(drawn, composers=["combiner"])
    with pytest.raises(InvalidInputError, match="No composers came"):
        compared(drawn, composers=[])


def test_of_equal_recall_the_one_with_more_firsts_comes_first(tmp_path):
    dyes = {"red": (255, 0, 0), "pink": (255, 0, 255), "blue": (0, 0, 255)}
    for name, dye in dyes.items():
        catalogue_picture(tmp_path, name, dye)
    catalogue = Catalogue("three", [Item(name, tmp_path / f"{name}.png") for name in dyes])
    edits = [Triplet("red", "blue", "one", ("pink",))]
    cache = EmbeddingCache(tmp_path / "cache")
    found = compare_composers(catalogue, edits, HandModel(), composers=["text", "weighted"], cache=cache)
    assert [line.name for line in found.lines] == ["weighted", "text"]


def catalogue_picture(folder, name, dye):
    from PIL import Image

    Image.new("RGB", (2, 2), dye).save(folder / f"{name}.png")
