"""Columns of one query: the same item joined, its change of rank, overlap by hand."""

import pytest

import fvl_core as fvl


def ranked(ids, n_candidates=9):
    entries = tuple(fvl.Hit(item_id, 1 - rank / 10, rank) for rank, item_id in enumerate(ids, 1))
    return fvl.Hits(entries, "space", "sum", n_candidates)


def test_the_same_item_is_joined_across_the_columns():
    found = fvl.compare_rankings({"A": ranked("abcd"), "B": ranked("dbxa"), "C": ranked("abcd")})
    assert found.names == ("A", "B", "C")
    first = found.columns["B"][0]
    assert (first.item_id, first.rank, first.score) == ("d", 1, 0.9)
    assert first.ranks == {"A": 4, "B": 1, "C": 4}
    assert [placed.change_from("A") for placed in found.columns["B"]] == [3, 0, None, -3]
    assert found.ranks_of("x") == {"A": None, "B": 3, "C": None}
    assert found.ranks_of("a") == {"A": 1, "B": 4, "C": 1}


def test_pairs_hold_overlap_and_what_only_one_found():
    found = fvl.compare_rankings({"A": ranked("abcd"), "B": ranked("dbxa"), "C": ranked("abcd")}, p=0.8)
    pairs = {(pair.a, pair.b): pair for pair in found.pairs}
    assert list(pairs) == [("A", "B"), ("A", "C"), ("B", "C")]
    assert (pairs["A", "B"].k, pairs["A", "B"].n_common, pairs["A", "B"].overlap) == (4, 3, 0.75)
    assert (pairs["A", "B"].only_a, pairs["A", "B"].only_b) == (("c",), ("x",))
    # agreement 0, 1/2, 1/3, 3/4 and so on
    expected = 0.2 * (0.5 * 0.8 + 0.8**2 / 3) + 0.75 * 0.8**3
    assert pairs["A", "B"].rbo == pytest.approx(expected)
    assert (pairs["A", "C"].overlap, pairs["A", "C"].rbo) == pytest.approx((1.0, 1.0))


def test_only_the_first_k_are_compared():
    found = fvl.compare_rankings({"A": ranked("abcd"), "B": ranked("dbxa")}, k=2)
    assert [placed.item_id for placed in found.columns["A"]] == ["a", "b"]
    assert (found.pairs[0].n_common, found.pairs[0].overlap) == (1, 0.5)
    assert found.columns["B"][0].ranks["A"] is None  # beyond what is shown


def test_different_candidates_are_told():
    assert fvl.compare_rankings({"A": ranked("ab"), "B": ranked("ba")}).same_candidates
    assert not fvl.compare_rankings({"A": ranked("ab"), "B": ranked("ba", 5)}).same_candidates


def test_a_filter_that_leaves_nothing_leaves_empty_columns():
    found = fvl.compare_rankings({"A": ranked(""), "B": ranked("")})
    assert found.columns == {"A": (), "B": ()}


@pytest.mark.parametrize("hits", [{"A": ranked("ab")}, {str(i): ranked("ab") for i in range(5)}])
def test_two_to_four_are_compared(hits):
    with pytest.raises(fvl.InvalidInputError):
        fvl.compare_rankings(hits)


def test_k_below_one_is_refused():
    with pytest.raises(fvl.InvalidInputError):
        fvl.compare_rankings({"A": ranked("ab"), "B": ranked("ab")}, k=0)
