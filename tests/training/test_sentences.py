"""Sentences claim only what is known, in words that the tables list."""

from __future__ import annotations

import re
from dataclasses import asdict

import numpy as np

from fvl_core.catalogues.garment import sample_garment
from fvl_core.catalogues.taxonomy import CATEGORIES, COLOURS, PARENTS, PATTERNS, SLEEVES
from fvl_core.training.facts import Knowledge, claim_vector, fact_index
from fvl_core.training.sentences import write_sentence
from fvl_core.training.unseen_wordings import UNSEEN_WORDINGS
from fvl_core.training.words import FILLERS, FRAMES, GROUP_NOUNS, NOUNS, PHRASES


def level(text: str) -> str:
    """Level a text as the tokenizer does."""
    return re.sub("[^a-z0-9]+", " ", text.lower().replace("'", "")).strip()


def test_every_value_of_the_taxonomy_has_words() -> None:
    assert set(CATEGORIES) <= set(NOUNS)
    assert set(COLOURS) == set(PHRASES["colour"])
    assert set(PATTERNS) <= set(PHRASES["pattern"])
    assert set(SLEEVES) == set(PHRASES["sleeve"])
    assert set(PARENTS) == set(GROUP_NOUNS)
    for kind in CATEGORIES.values():
        for attribute in ("length", "neckline", "fabric", "fit", "closure"):
            assert {value for value in getattr(kind, attribute) if value} <= set(PHRASES[attribute])


def test_no_sentence_claims_what_is_false_of_its_garment() -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        values = {name: value for name, value in asdict(sample_garment(rng)).items() if value}
        sentence = write_sentence(values, rng)
        true, false = Knowledge(values).vectors()
        claimed = claim_vector(sentence.claims)
        assert sentence.text.strip()
        assert not (claimed & false).any()
        assert (claimed & true).sum() == claimed.sum()
        assert not (claim_vector(sentence.denials) & true).any()


def test_some_sentences_say_what_a_garment_does_not_have() -> None:
    rng = np.random.default_rng(1)
    values = {"category": "dress", "parent": "dresses", "colour": "red", "pattern": "plain"}
    written = [write_sentence(values, rng) for _ in range(600)]
    denying = [sentence for sentence in written if sentence.denials]
    assert 15 < len(denying) < 60
    for sentence in denying:
        assert any(word in sentence.text.split() for word in ("not", "no", "without"))


def test_the_same_chance_writes_the_same_sentence() -> None:
    values = {
        "category": "dress",
        "parent": "dresses",
        "colour": "red",
        "pattern": "floral",
        "second": "white",
    }
    first = [write_sentence(values, np.random.default_rng(5)) for _ in range(2)]
    assert first[0] == first[1]


def test_the_colour_word_of_a_shade_is_left_open() -> None:
    true, false = Knowledge({"colour": "navy"}).vectors()
    blue, red = fact_index()["colour=blue"], fact_index()["colour=red"]
    assert not true[blue]
    assert not false[blue]
    assert false[red]


def test_stripes_of_either_direction_are_stripes() -> None:
    for pattern in ("horizontal stripes", "vertical stripes"):
        true, _ = Knowledge({"pattern": pattern}).vectors()
        assert true[fact_index()["pattern=striped"]]


def test_no_wording_kept_for_measuring_stands_in_the_english_as_a_whole() -> None:
    tables = (NOUNS, GROUP_NOUNS, *PHRASES.values())
    phrases = {phrase for table in tables for phrases in table.values() for phrase in phrases}
    said = {level(frame.format(phrase)) for frame in FRAMES for phrase in phrases}
    unseen = [text for table in UNSEEN_WORDINGS.values() for texts in table.values() for text in texts]
    assert not said.intersection(map(level, unseen))
    assert len({level(text) for text in unseen}) == len(unseen) == 151
    assert set(UNSEEN_WORDINGS["colour"]) <= set(COLOURS)
    assert set(UNSEEN_WORDINGS["pattern"]) <= set(PATTERNS)


def test_words_that_say_nothing_make_no_other_garment() -> None:
    rng = np.random.default_rng(3)
    category_of = {noun: category for category, nouns in NOUNS.items() for noun in nouns}
    written = {write_sentence({"category": "boots"}, rng).text for _ in range(4000)}
    assert any(level(f"{filler} boots") in {level(text) for text in written} for filler in FILLERS)
    assert {category_of.get(text, "boots") for text in written} == {"boots"}


def test_nouns_come_in_both_numbers() -> None:
    assert {"boot", "boots"} <= set(NOUNS["boots"])
    assert {"scarf", "scarves"} <= set(NOUNS["scarf"])
    assert NOUNS["dress"][0] == "dress"
    assert "short" not in NOUNS["shorts"]  # a length
