"""Corrections: what they say, the journal that keeps them, and the catalogue as they leave it."""

import itertools
import json
import os
import threading

import pytest
from PIL import Image

from fvl_core.catalogues.corrections import MAX_WORDS, Correction, from_plain, merge_corrections
from fvl_core.catalogues.journal import CorrectionJournal, correct_catalogue
from fvl_core.catalogues.loading import load_catalogue
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.items import Catalogue, Item


@pytest.fixture
def shop():
    return Catalogue(
        "shop",
        [
            Item("1", "a.jpg", "Red dress", "A red dress", {"colour": "red", "size": "S"}),
            Item("2", "b.jpg", "Blue dress", "", {"colour": "blue"}),
            Item("3", "c.jpg", "Green skirt", "", {}),
        ],
        source="a shop",
        licence="CC0",
    )


@pytest.fixture
def journal(tmp_path):
    return CorrectionJournal(tmp_path / "deep" / "shop.jsonl")


def said(catalogue):
    return [(item.id, item.title, item.caption, dict(item.attributes)) for item in catalogue]


def test_words_labels_and_removals_are_applied_and_the_rest_stays_the_same_object(shop, journal):
    journal.add(Correction("1", title="Wine dress", attributes={"colour": "burgundy", "size": ""}))
    journal.add(Correction("3", removed=True))
    corrected = correct_catalogue(shop, journal)
    assert said(corrected) == [
        ("1", "Wine dress", "A red dress", {"colour": "burgundy"}),
        ("2", "Blue dress", "", {"colour": "blue"}),
    ]
    assert corrected[1] is shop[1]
    assert corrected[0].image is shop[0].image
    assert (corrected.source, corrected.licence) == ("a shop", "CC0")
    assert said(shop)[0][1] == "Red dress"  # the catalogue itself is what it was
    assert corrected.fingerprint != shop.fingerprint


def test_steps_go_back_and_forth_one_by_one(shop, journal):
    journal.add(Correction("1", title="A"))
    journal.add(Correction("1", title="B"), Correction("2", title="C"))
    assert [item.title for item in correct_catalogue(shop, journal)] == ["B", "C", "Green skirt"]
    journal.undo()
    assert [item.title for item in correct_catalogue(shop, journal)] == ["A", "Blue dress", "Green skirt"]
    journal.redo()
    assert correct_catalogue(shop, journal)[1].title == "C"
    journal.undo()
    journal.undo()
    assert correct_catalogue(shop, journal) is shop
    assert journal.undo() is None
    journal.redo()
    journal.add(Correction("3", title="D"))  # what was taken back and not made again is gone
    assert journal.redo() is None
    assert [item.title for item in correct_catalogue(shop, journal)] == ["A", "Blue dress", "D"]


def test_discarding_everything_can_be_taken_back(shop, journal):
    journal.add(Correction("1", title="A"))
    journal.add(Correction("2", title="B"))
    journal.discard()
    assert journal.steps == ()
    assert correct_catalogue(shop, journal) is shop
    journal.add(Correction("3", title="C"))
    assert sorted(journal.merged) == ["3"]
    journal.undo()
    journal.undo()
    assert sorted(journal.merged) == ["1", "2"]


def test_a_correction_back_to_what_the_files_say_is_none(shop, journal):
    journal.add(Correction("1", title="A", attributes={"size": ""}))
    journal.add(Correction("1", title="Red dress", attributes={"size": "S"}))
    assert correct_catalogue(shop, journal) is shop


def test_later_journals_lie_on_top(shop, tmp_path):
    everybodys, mine = CorrectionJournal(tmp_path / "all.jsonl"), CorrectionJournal(tmp_path / "mine.jsonl")
    everybodys.add(Correction("1", title="Theirs", caption="Theirs"), Correction("2", removed=True))
    mine.add(Correction("1", title="Mine"), Correction("2", removed=False))
    corrected = correct_catalogue(shop, everybodys, mine)
    assert said(corrected)[:2] == [
        ("1", "Mine", "Theirs", {"colour": "red", "size": "S"}),
        ("2", "Blue dress", "", {"colour": "blue"}),
    ]


def test_merging_keeps_the_last_word_on_each_thing():
    first = Correction("1", title="A", attributes={"colour": "red", "size": "S"}, removed=True)
    second = Correction("1", caption="C", attributes={"colour": "blue"}, removed=False)
    assert merge_corrections([first, second]) == {
        "1": Correction("1", "A", "C", {"colour": "blue", "size": "S"}, removed=False)
    }


@pytest.mark.parametrize(
    "rest", [b'{"do":[{"id":"2","tit', b"\xff\xfe\n", b"[1, 2]\n", b'{"do":[{"id":7}]}\n']
)
def test_a_torn_or_damaged_line_costs_only_itself(shop, journal, rest):
    journal.add(Correction("1", title="A"))
    with journal.path.open("ab") as stream:
        stream.write(rest)
    journal.add(Correction("3", title="C"))
    assert [item.title for item in correct_catalogue(shop, journal)] == ["A", "Blue dress", "C"]


def test_the_file_only_grows_and_nobody_else_may_read_it(journal):
    contents = []
    for act in (lambda: journal.add(Correction("1", title="A")), journal.undo, journal.redo, journal.discard):
        act()
        contents.append(journal.path.read_bytes())
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(contents))
    assert [json.loads(line) for line in contents[-1].splitlines()] == [
        {"do": [{"id": "1", "title": "A"}]},
        {"undo": True},
        {"redo": True},
        {"do": []},
    ]
    assert os.stat(journal.path).st_mode & 0o077 == 0


def test_many_writers_at_once_lose_nothing(journal):
    def write(number):
        CorrectionJournal(journal.path).add(Correction(str(number), title=f"T{number}"))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {item_id: c.title for item_id, c in journal.merged.items()} == {str(n): f"T{n}" for n in range(24)}


@pytest.mark.parametrize(
    "make",
    [
        lambda: Correction("1", title="x" * (MAX_WORDS + 1)),
        lambda: Correction("1", caption="a\x00b"),
        lambda: Correction("1", attributes={"image": "b.jpg"}),
        lambda: Correction("1", attributes={"Title": "b"}),
        lambda: Correction("1", attributes={" ": "b"}),
        lambda: Correction("1", attributes={"a:b": "c"}),
    ],
)
def test_what_no_table_could_hold_is_refused(make):
    with pytest.raises(InvalidInputError):
        make()


def pictures(folder):
    folder.mkdir()
    Image.new("RGB", (4, 4), "red").save(folder / "a.png")
    return load_catalogue(folder, name="same name")


def test_everyone_each_visitor_and_each_folder_of_pictures_have_a_journal_of_their_own(tmp_path, empty_cache):
    one, other = pictures(tmp_path / "one"), pictures(tmp_path / "other")
    anns, bobs = tmp_path / "ann", tmp_path / "bob"
    CorrectionJournal.of(one, folder=anns).add(Correction("a.png", title="Ann's"))
    CorrectionJournal.of(one).add(Correction("a.png", caption="All's"))
    again = load_catalogue(tmp_path / "one", name="same name")
    assert sorted(CorrectionJournal.of(again, folder=anns).merged) == ["a.png"]
    assert CorrectionJournal.of(again, folder=bobs).merged == {}
    assert CorrectionJournal.of(other, folder=anns).merged == {}
    assert CorrectionJournal.of(again).merged["a.png"].caption == "All's"
    assert CorrectionJournal.of(again).path.parent == empty_cache / "corrections"


def test_a_catalogue_that_is_moved_as_a_whole_keeps_its_corrections(tmp_path, empty_cache):
    (tmp_path / "private" / "x7").mkdir(parents=True)
    before = pictures(tmp_path / "private" / "x7" / "images")
    CorrectionJournal.of(before).add(Correction("a.png", title="A"))
    (tmp_path / "private" / "x7").rename(tmp_path / "x7")
    after = load_catalogue(tmp_path / "x7" / "images", name="same name")
    assert correct_catalogue(after, CorrectionJournal.of(after))[0].title == "A"


@pytest.mark.parametrize(
    "said", [[], {}, {"id": 1}, {"id": "1", "attributes": ["colour"]}, {"id": "1", "removed": 1}]
)
def test_what_is_no_correction_is_refused_as_such(said):
    with pytest.raises(ValueError, match="no correction"):
        from_plain(said)
