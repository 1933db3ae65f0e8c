"""Captions in several registers: true of their garment, kept on disk as they are."""

import re

import numpy as np
import pytest

import fvl_core as fvl
from fvl_core.catalogues.captions import REGISTERS, describe
from fvl_core.catalogues.draw import draw_catalogue, garment_of
from fvl_core.catalogues.garment import sample_garment
from fvl_core.catalogues.registers import CAPTIONS, read_captions, write_captions
from fvl_core.catalogues.taxonomy import COLOURS


def test_every_garment_is_asked_for_in_every_register():
    for number in range(300):
        caption = describe(garment_of(5, number), np.random.default_rng(number))
        assert {register for register, _ in caption.phrases} == set(REGISTERS)
        words = [text for _, text in caption.phrases]
        assert len(set(words)) == len(words)
        assert not any("  " in text or text != text.strip() for text in words)


def test_no_phrase_names_a_colour_that_the_garment_has_not():
    for number in range(300):
        garment = garment_of(6, number)
        own = f"{garment.colour} {garment.second} {garment.shade}"
        for _, text in describe(garment, np.random.default_rng(number)).phrases:
            named = {colour for colour in COLOURS if re.search(rf"\b{colour}\b", text)}
            assert all(colour in own or colour in garment.category for colour in named), (garment, text)


def test_one_attribute_is_one_attribute():
    garment = sample_garment(np.random.default_rng(1), category="dress", colour="navy", pattern="plain")
    found = [
        text
        for register, text in describe(garment, np.random.default_rng(0)).phrases
        if register == "one attribute"
    ]
    assert "navy" in found
    assert not any("navy" in text and text != "navy" for text in found)


def test_drawing_writes_them_and_loading_reads_them(tmp_path):
    draw_catalogue(tmp_path / "four", size=4, seed=3, px=48, processes=1)
    captions = fvl.load_captions(tmp_path / "four")
    assert list(captions) == list(fvl.load_catalogue(tmp_path / "four").ids)
    assert (
        captions[next(iter(captions))] == describe(garment_of(3, 0), np.random.default_rng((3, 0, 1))).phrases
    )


def test_the_demo_has_them_for_all_its_items():
    assert set(fvl.load_captions("demo")) == set(fvl.load_catalogue("demo").ids)


def test_what_was_written_is_read_also_with_commas_and_accents(tmp_path):
    told = {"a": (("colloquial", "café, à carreaux"),), "b": (("one attribute", 'the "red" one'),)}
    write_captions(tmp_path, told)
    assert read_captions(tmp_path) == told


def test_a_folder_without_captions_has_none(tmp_path):
    assert read_captions(tmp_path) == {}


@pytest.mark.parametrize("text", ["id,text\na,b\n", "id,register,text\na,b\n", "id,register,text\na,,b\n"])
def test_a_line_that_is_no_caption_is_named(tmp_path, text):
    (tmp_path / CAPTIONS).write_text(text, encoding="utf-8")
    with pytest.raises(fvl.InvalidInputError, match="Line 2 of"):
        read_captions(tmp_path)


def test_an_empty_file_holds_none(tmp_path):
    (tmp_path / CAPTIONS).touch()
    assert read_captions(tmp_path) == {}


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"id,register,text\n"])
def test_a_file_without_captions_holds_none(tmp_path, content):
    (tmp_path / CAPTIONS).write_bytes(content)
    assert read_captions(tmp_path) == {}
