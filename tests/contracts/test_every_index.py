"""What every index promises: the answers of brute force, in ids and in values."""

import numpy as np
import pytest

from fvl_core.foundation.errors import CorruptFileError, InvalidInputError
from fvl_core.index import exact
from fvl_core.index.base import VectorIndex
from fvl_core.index.exact import ExactIndex
from fvl_core.index.faiss_flat import import_faiss
from fvl_core.index.faiss_hnsw import N_LINKS, FaissHnswIndex
from fvl_core.index.library import INDEXES, build_index, list_indexes

N, DIM, K = 2000, 32, 10


def unit_rows(n, dim=DIM, seed=0):
    rows = np.random.default_rng(seed).standard_normal((n, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def brute_force(vectors, queries, k, allowed=None):
    """Rank by a plain loop in float64, rounded to float32; ties to the earlier row."""
    all_scores, all_positions = [], []
    for query in queries:
        scored = [
            (-np.float32(float(np.dot(row.astype(np.float64), query.astype(np.float64)))), position)
            for position, row in enumerate(vectors)
            if allowed is None or allowed[position]
        ]
        best = sorted(scored)[:k]
        all_scores.append([-score for score, _ in best])
        all_positions.append([position for _, position in best])
    return np.array(all_scores, np.float32), np.array(all_positions, np.int64)


def check_answers(kind: type[VectorIndex]) -> None:
    """Fail unless the index finds what brute force finds, and scores it the same."""
    vectors, queries = unit_rows(N), unit_rows(20, seed=1)
    true_scores, true_positions = brute_force(vectors, queries, K)
    scores, positions = kind.build(vectors).search(queries, K)
    own = np.array([vectors[row] @ query for row, query in zip(positions, queries, strict=True)])
    np.testing.assert_allclose(scores, own, atol=1e-6)
    assert (np.diff(scores, axis=1) <= 0).all()
    if kind.approximate:
        pairs = zip(positions, true_positions, strict=True)
        recall = np.mean([len(set(found) & set(true)) / K for found, true in pairs])
        assert recall >= 0.95
    else:
        np.testing.assert_array_equal(positions, true_positions)
        np.testing.assert_allclose(scores, true_scores, atol=1e-7)


def check_filter(kind: type[VectorIndex]) -> None:
    """Fail unless a mask leaves exactly the allowed rows, ranked as by brute force."""
    vectors, queries = unit_rows(500), unit_rows(5, seed=1)
    allowed = np.random.default_rng(2).random(500) < 0.1
    scores, positions = kind.build(vectors).search(queries, K, allowed=allowed)
    true_scores, true_positions = brute_force(vectors, queries, K, allowed)
    np.testing.assert_array_equal(positions, true_positions)
    np.testing.assert_allclose(scores, true_scores, atol=1e-7)


def check_ties(kind: type[VectorIndex]) -> None:
    """Fail unless equal rows come in the order of the catalogue, even beyond k."""
    vectors = np.repeat(unit_rows(20), 30, axis=0)  # each row 30 times in succession
    vectors = np.concatenate([vectors, vectors])
    index = kind.build(vectors)
    scores, positions = index.search(vectors[[90]], 12)
    assert positions[0].tolist() == list(range(90, 102))
    assert len(set(scores[0].tolist())) == 1


def check_near_ties(kind: type[VectorIndex]) -> None:
    """Fail unless rows that differ by less than float32 sums can tell are ranked as by exact sums."""
    random = np.random.default_rng(4)
    vectors = unit_rows(1) + random.uniform(-3e-8, 3e-8, (400, DIM)).astype(np.float32)
    index, query = kind.build(vectors), unit_rows(1, seed=5)
    for k in (1, 12, 100):
        np.testing.assert_array_equal(index.search(query, k)[1], brute_force(vectors, query, k)[1])


every_index = pytest.mark.parametrize("kind", list(INDEXES), ids=str)
exact_indexes = pytest.mark.parametrize("kind", [name for name in INDEXES if not INDEXES[name].approximate])


@every_index
def test_agrees_with_brute_force(kind):
    check_answers(INDEXES[kind])


@every_index
def test_a_filter_is_obeyed_exactly(kind):
    check_filter(INDEXES[kind])


@exact_indexes
def test_ties_go_to_the_earlier_row(kind):
    check_ties(INDEXES[kind])


@exact_indexes
def test_rows_that_nearly_tie_are_told_apart(kind):
    check_near_ties(INDEXES[kind])


@every_index
def test_rows_are_placed_where_an_exact_search_puts_them(kind):
    vectors = np.concatenate([unit_rows(60), unit_rows(60)])  # every row twice
    index, query = INDEXES[kind].build(vectors), unit_rows(1, seed=1)
    allowed = np.random.default_rng(2).random(120) < 0.5
    for mask in (None, allowed):
        true_scores, order = brute_force(vectors, query, 120, mask)
        scores, ranks = index.place(query, order[0], allowed=mask)
        assert ranks.tolist() == list(range(1, len(order[0]) + 1))
        np.testing.assert_allclose(scores, true_scores[0], atol=1e-7)
    outside = np.flatnonzero(~allowed)
    assert index.place(query, outside, allowed=allowed)[1].tolist() == [0] * len(outside)


@exact_indexes
def test_rows_that_nearly_tie_are_placed_as_they_are_found(kind):
    random = np.random.default_rng(4)
    vectors = unit_rows(1) + random.uniform(-3e-8, 3e-8, (400, DIM)).astype(np.float32)
    index, query = INDEXES[kind].build(vectors), unit_rows(1, seed=5)
    order = index.search(query, 400)[1][0]
    assert index.place(query, order)[1].tolist() == list(range(1, 401))


def test_a_scan_in_many_blocks_answers_as_in_one(monkeypatch):
    monkeypatch.setattr(exact, "BLOCK_ROWS", 7)
    for check in (check_answers, check_filter, check_ties, check_near_ties):
        check(ExactIndex)


@every_index
def test_a_batch_answers_as_its_queries_one_by_one(kind):
    index, queries = INDEXES[kind].build(unit_rows(300)), unit_rows(7, seed=3)
    scores, positions = index.search(queries, 5)
    alone = [index.search(queries[[place]], 5) for place in range(7)]
    np.testing.assert_array_equal(positions, np.concatenate([found for _, found in alone]))
    np.testing.assert_array_equal(scores, np.concatenate([score for score, _ in alone]))


@every_index
@pytest.mark.parametrize("n", [1, 3, 40])
def test_asking_for_more_than_there_is_gives_all_in_order(kind, n):
    vectors, queries = unit_rows(n), unit_rows(2, seed=1)
    scores, positions = INDEXES[kind].build(vectors).search(queries, 1000)
    assert positions.shape == scores.shape == (2, n)
    np.testing.assert_array_equal(positions, brute_force(vectors, queries, n)[1])


@every_index
def test_an_empty_index_and_a_filter_that_passes_nothing_give_no_columns(kind):
    empty = INDEXES[kind].build(np.empty((0, DIM), np.float32))
    assert empty.search(unit_rows(2), 5)[1].shape == (2, 0)
    full = INDEXES[kind].build(unit_rows(9))
    assert full.search(unit_rows(2), 5, allowed=np.zeros(9, bool))[1].shape == (2, 0)


@every_index
def test_a_saved_index_answers_the_same_after_loading(kind, tmp_path):
    index, queries = INDEXES[kind].build(unit_rows(N)), unit_rows(5, seed=1)
    index.save(tmp_path)
    loaded = INDEXES[kind].load(tmp_path)
    np.testing.assert_array_equal(loaded.vectors, index.vectors)
    for before, after in zip(index.search(queries, K), loaded.search(queries, K), strict=True):
        np.testing.assert_array_equal(before, after)


@every_index
def test_saving_again_replaces_the_old_index_and_leaves_nothing_behind(kind, tmp_path):
    INDEXES[kind].build(unit_rows(5)).save(tmp_path)
    INDEXES[kind].build(unit_rows(6)).save(tmp_path)
    assert len(INDEXES[kind].load(tmp_path).vectors) == 6
    assert len(list(tmp_path.iterdir())) == 2


@every_index
def test_one_changed_byte_in_a_saved_index_is_noticed(kind, tmp_path):
    INDEXES[kind].build(unit_rows(50)).save(tmp_path)
    native = next(tmp_path.glob("index-*"))
    content = bytearray(native.read_bytes())
    content[-100] ^= 1
    native.write_bytes(bytes(content))
    with pytest.raises(CorruptFileError, match=native.name):
        INDEXES[kind].load(tmp_path)


@every_index
def test_a_saved_index_of_another_kind_is_refused(kind, tmp_path):
    INDEXES[kind].build(unit_rows(5)).save(tmp_path)
    other = next(INDEXES[name] for name in INDEXES if name != kind)
    with pytest.raises(CorruptFileError, match=kind):
        other.load(tmp_path)


@every_index
def test_impossible_questions_are_refused_in_one_sentence(kind):
    index = INDEXES[kind].build(unit_rows(9))
    with pytest.raises(InvalidInputError, match="at least one"):
        index.search(unit_rows(1), 0)
    with pytest.raises(InvalidInputError, match="dimensions"):
        index.search(unit_rows(1, dim=8), 1)
    with pytest.raises(InvalidInputError, match="length 3, not 1"):
        index.search(3 * unit_rows(1), 1)
    with pytest.raises(InvalidInputError, match="9 booleans"):
        index.search(unit_rows(1), 1, allowed=np.ones(8, bool))
    with pytest.raises(InvalidInputError, match="not 1"):
        INDEXES[kind].build(np.full((2, DIM), np.nan))


class DefaultMetric(FaissHnswIndex):
    """An HNSW graph built without its metric, whose squared distances are handed on as scores."""

    def _prepare(self):
        self._native = import_faiss().IndexHNSWFlat(self.vectors.shape[1], N_LINKS)
        self._native.add(self.vectors)
        self._adopt_rows()

    def search(self, queries, k, *, allowed=None):
        return self._native.search(np.asarray(queries, np.float32), k)


class FarthestFirst(ExactIndex):
    """Proposes the rows that are farthest away."""

    def _candidates(self, queries, k, allowed):
        return [np.argsort(self.vectors @ query)[:k] for query in queries]


class DeafToFilters(ExactIndex):
    """Forgets the mask."""

    def _candidates(self, queries, k, allowed):
        return super()._candidates(queries, k, None)


class TrustsFloat32(ExactIndex):
    """Proposes just the k best by float32 sums."""

    def _candidates(self, queries, k, allowed):
        return [np.argsort(-(self.vectors @ query), kind="stable")[:k] for query in queries]


class LaterFirst(ExactIndex):
    """Breaks ties towards the later row."""

    def _rank(self, query, candidates, k):
        scores = self.vectors[candidates] @ query
        best = np.lexsort((-candidates, -scores))[:k]
        return scores[best], candidates[best]


@pytest.mark.parametrize("twin", [DefaultMetric, FarthestFirst])
def test_the_contract_catches_wrong_answers(twin):
    with pytest.raises(AssertionError):
        check_answers(twin)


def test_the_contract_catches_a_filter_that_is_not_obeyed():
    with pytest.raises(AssertionError):
        check_filter(DeafToFilters)


def test_the_contract_catches_ties_in_the_wrong_order():
    with pytest.raises(AssertionError):
        check_ties(LaterFirst)
    with pytest.raises(AssertionError):
        check_near_ties(TrustsFloat32)


def test_auto_scans_small_catalogues():
    assert build_index(unit_rows(3)).name == "exact"
    assert "exact" in list_indexes()
