"""fvl-tiny's word pieces: one meaning, one spelling; strange words are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from fvl_core.foundation.errors import CorruptFileError, WeightsUnavailable
from fvl_core.models.tiny.tokenizer import TinyTokenizer

SENTENCES = [
    "a red dress with long sleeves",
    "women's blue t-shirt",
    "a long-sleeved top",
    "grey trousers",
] * 3


@pytest.fixture(scope="module")
def tokenizer() -> TinyTokenizer:
    return TinyTokenizer.train(SENTENCES, size=120, more=["a tartan skirt"] * 3)


def test_the_same_sentences_give_the_same_pieces() -> None:
    first, second = (TinyTokenizer.train(SENTENCES, size=120) for _ in range(2))
    assert first.digest == second.digest
    assert first.words == second.words


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Long-sleeved top", "long sleeved TOP"),
        ("women's t-shirt", "womens T shirt"),
        ("women’s", "women's"),
        ("a  red, dress!", "a red dress"),
        ("rêd", "red"),
    ],
)
def test_case_hyphens_apostrophes_and_accents_make_no_difference(
    tokenizer: TinyTokenizer, left: str, right: str
) -> None:
    assert (
        tokenizer.encode([left], max_tokens=20).tolist() == tokenizer.encode([right], max_tokens=20).tolist()
    )


def test_two_words_give_two_rows_padded_with_zeros_and_begun_with_one(tokenizer: TinyTokenizer) -> None:
    ids = tokenizer.encode(["red", "a red dress with long sleeves"], max_tokens=30)
    assert ids[:, 0].tolist() == [1, 1]
    assert ids[0, -1] == 0
    assert ids[0].tolist() != ids[1].tolist()


def test_long_sentences_are_cut(tokenizer: TinyTokenizer) -> None:
    assert tokenizer.encode(["red " * 100], max_tokens=7).shape == (1, 7)


def test_words_outside_training_are_named_once_and_in_order(tokenizer: TinyTokenizer) -> None:
    assert tokenizer.unknown_words("Tutu, red tutu & XYLOPHONE 42") == ("tutu", "xylophone")
    assert tokenizer.unknown_words("a red dress") == ()


def test_lent_pieces_do_not_make_a_word_known(tokenizer: TinyTokenizer) -> None:
    assert tokenizer.unknown_words("tartan skirt") == ("tartan", "skirt")


def test_it_reads_back_what_it_wrote(tokenizer: TinyTokenizer, tmp_path: Path) -> None:
    tokenizer.save(tmp_path)
    again = TinyTokenizer.load(tmp_path)
    assert again.digest == tokenizer.digest
    assert again.words == tokenizer.words


def test_a_missing_or_broken_file_is_told(tokenizer: TinyTokenizer, tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable, match=r"tokenizer\.json"):
        TinyTokenizer.load(tmp_path)
    tokenizer.save(tmp_path)
    for content in (b"no json", b"{}", b"\xff"):
        (tmp_path / "tokenizer.json").write_bytes(content)
        with pytest.raises(CorruptFileError, match="not a tokenizer"):
            TinyTokenizer.load(tmp_path)
