"""FashionKLIP's files: read as they are published, and refused where the published reader is silent."""

import json
import zipfile
from typing import Any

import numpy as np
import pytest

import fvl_core as fvl
from fvl_core.catalogues.klip_files import (
    KlipQuery,
    read_klip_answers,
    read_klip_features,
    read_klip_queries,
    write_klip_features,
    write_klip_predictions,
)
from fvl_core.catalogues.klip_pictures import KlipPictures


def save(path, arrays: dict[str, Any]):
    np.savez_compressed(path, **arrays)


def lines(path, *entries):
    path.write_text(
        "".join(f"{e if isinstance(e, str) else json.dumps(e)}\n" for e in entries), encoding="utf-8"
    )
    return path


def test_queries_come_with_their_answers_and_concepts(tmp_path):
    file = lines(
        tmp_path / "fashion-gen_train_queries_phrases.jsonl",
        {"query_id": 3, "query_text": "robe légère", "item_ids": ["10", "11"], "phrases": ["light dress"]},
        {"query_id": 4, "query_text": "coat", "item_ids": [12], "match_phrases": ["coat"]},
        "",
    )
    assert read_klip_queries(file) == (
        KlipQuery(3, "robe légère", ("10", "11"), ("light dress",)),
        KlipQuery(4, "coat", (12,), (), ("coat",)),
    )


def test_a_file_of_concepts_is_read_as_queries_without_answers(tmp_path):
    file = lines(
        tmp_path / "fashion-gen_concepts_queries.jsonl",
        {"query_id": 0, "query_text": "a photo of skirt", "phrase": "skirt"},
    )
    assert read_klip_queries(file) == (KlipQuery(0, "a photo of skirt"),)


def test_answers_keep_the_type_of_their_ids_and_fall_back_to_text(tmp_path):
    file = lines(
        tmp_path / "images.jsonl", {"image_id": "7", "item_ids": [1, 2]}, {"image_id": 8, "text": "a coat"}
    )
    assert read_klip_answers(file, "image_id") == {"7": (1, 2), 8: ("a coat",)}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[1]",
        '{"query_text": "no id"}',
        '{"query_id": true, "query_text": "x"}',
        '{"query_id": 1.5, "query_text": "x"}',
        '{"query_id": 1, "query_text": "x", "item_ids": [{}]}',
        '{"query_id": 1, "query_text": "x", "item_ids": 5}',
        "[" * 100_000,
    ],
)
def test_a_faulty_line_is_named_and_not_skipped(tmp_path, line):
    file = lines(tmp_path / "queries.jsonl", {"query_id": 0, "query_text": "fine"}, line)
    with pytest.raises(fvl.InvalidInputError, match=r"Line 2 of queries\.jsonl"):
        read_klip_queries(file)


def test_an_id_that_occurs_twice_is_named(tmp_path):
    entry = {"query_id": 5, "query_text": "x", "item_ids": []}
    with pytest.raises(fvl.InvalidInputError, match="id 5 twice"):
        read_klip_queries(lines(tmp_path / "q.jsonl", entry, entry))


def test_features_come_back_bit_for_bit_and_every_line_is_the_published_one(tmp_path):
    vectors = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    file = tmp_path / "val.224.img_feat.jsonl"
    write_klip_features(file, ["1", "2", "3", "4"], vectors, key="image_id")
    first = [float(number) for number in vectors[0]]
    assert file.read_text().splitlines()[0] == f'{{"image_id": "1", "feature": {first}}}'
    found = read_klip_features(file)
    assert (found.key, found.ids) == ("image_id", ("1", "2", "3", "4"))
    assert (found.vectors == vectors).all()


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([{"image_id": "1", "feature": [1.0]}, {"image_id": "2", "feature": [1.0, 2.0]}], "mixes"),
        ([{"image_id": "1", "feature": [1.0]}, {"query_id": 2, "feature": [1.0]}], "mixes"),
        ([{"image_id": "1", "feature": [1.0, None]}], "Line 1"),
        (['{"image_id": "1", "feature": [NaN]}'], "Line 1"),
        ([{"image_id": "1", "feature": [1e60]}], "Line 1"),
        ([{"image_id": "1", "feature": []}], "Line 1"),
        ([], "empty"),
    ],
)
@pytest.mark.filterwarnings("ignore:overflow encountered in cast:RuntimeWarning")
def test_features_that_cannot_be_compared_are_refused(tmp_path, entries, said):
    with pytest.raises(fvl.InvalidInputError, match=said):
        read_klip_features(lines(tmp_path / "f.jsonl", *entries))


def test_predictions_are_written_as_published(tmp_path):
    write_klip_predictions(tmp_path / "p.jsonl", {7: ("b", "a")}, key="query_id")
    assert (tmp_path / "p.jsonl").read_text() == '{"query_id": 7, "item_ids": ["b", "a"]}\n'


def test_an_archive_gives_its_pictures_in_order_and_in_batches(tmp_path):
    pixels = {str(n): np.full((3, 8, 8), n, np.float32) for n in range(5)}
    save(tmp_path / "val.8.npz", pixels)
    with KlipPictures(tmp_path / "val.8.npz") as pictures:
        batches = list(pictures.batches(2))
        assert (pictures.ids, pictures.side, len(pictures)) == (("0", "1", "2", "3", "4"), 8, 5)
    assert [len(batch) for batch in batches] == [2, 2, 1]
    assert [batch[0, 0, 0, 0] for batch in batches] == [0, 2, 4]


def test_half_and_double_numbers_become_float32(tmp_path):
    for kind in (np.float16, np.float64):
        save(tmp_path / "a.npz", {"1": np.ones((3, 4, 4), kind)})
        with KlipPictures(tmp_path / "a.npz") as pictures:
            assert next(pictures.batches(1)).dtype == np.float32


class Trap:
    def __reduce__(self):
        return (exec, ("raise SystemExit('the pickle ran')",))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"1": np.array([Trap()], dtype=object)}, "1.npy"),
        ({"1": np.zeros((3, 4, 5), np.float32)}, "no picture"),
        ({"1": np.zeros((3, 4, 4), np.float32), "2": np.zeros((3, 8, 8), np.float32)}, "2.npy"),
        ({"1": np.zeros((3, 4, 4), np.uint8)}, "no picture"),
        ({"1": np.full((3, 4, 4), np.nan, np.float32)}, "not finite"),
        ({"1": np.asfortranarray(np.zeros((3, 4, 4), np.float32))}, "damaged"),
    ],
)
def test_an_archive_of_something_else_is_refused_and_nothing_runs(tmp_path, content, said):
    save(tmp_path / "a.npz", content)
    with pytest.raises(fvl.CorruptFileError, match=said), KlipPictures(tmp_path / "a.npz") as pictures:
        list(pictures.batches(4))


def test_a_header_that_promises_more_than_there_is_reads_no_more_than_a_picture(tmp_path):
    """A bomb: 200 MB of zeros behind a header of 1 x 1 pixels, and a header of 1 TB before nothing."""
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': %s, }"
    for shape, body, said in ((b"(3, 1, 1)", b"\0" * 12, None), (b"(3, 300000, 300000)", b"", "no picture")):
        text = (header % shape).ljust(117) + b"\n"
        content = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + body
        with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("1.npy", content + b"\0" * 20_000_000)
        if said is None:
            with KlipPictures(tmp_path / "a.npz") as pictures:
                assert next(pictures.batches(1)).shape == (1, 3, 1, 1)
        else:
            with pytest.raises(fvl.CorruptFileError, match=said):
                KlipPictures(tmp_path / "a.npz")


def test_a_cut_archive_and_no_archive_are_refused(tmp_path):
    save(tmp_path / "a.npz", {"1": np.zeros((3, 64, 64), np.float32)})
    whole = (tmp_path / "a.npz").read_bytes()
    for content in (whole[: len(whole) // 2], b"no zip", b""):
        (tmp_path / "b.npz").write_bytes(content)
        with pytest.raises(fvl.CorruptFileError):
            KlipPictures(tmp_path / "b.npz")
    with pytest.raises(fvl.InvalidInputError, match="no file"):
        KlipPictures(tmp_path / "absent.npz")
    np.savez(tmp_path / "empty.npz")
    with pytest.raises(fvl.FvlError):
        KlipPictures(tmp_path / "empty.npz")
