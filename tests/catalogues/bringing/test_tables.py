"""Tables: what every fault of theirs becomes, one clear sentence or a working catalogue."""

import io
import json

import pytest

from fvl_core.catalogues.bringing.columns import ColumnChoice, column_facts, guess_columns
from fvl_core.catalogues.bringing.draft import CatalogueDraft
from fvl_core.catalogues.bringing.sheet import read_sheet
from fvl_core.catalogues.loading import load_catalogue
from fvl_core.foundation.errors import InvalidInputError
from tests.catalogues.bringing.archives import picture


@pytest.fixture
def draft(tmp_path):
    """Three pictures in two folders, no table yet."""
    draft = CatalogueDraft(tmp_path)
    for seed, name in enumerate(("images/a/1.png", "images/a/2.png", "images/b/1.png")):
        draft.add_picture(name, picture(seed))
    return draft


def brought(draft, text, choice=None, name="shop.csv"):
    draft.add_table(name, text if isinstance(text, bytes) else text.encode())
    draft.make(choice, source=name)
    return load_catalogue(draft.folder)


def test_columns_become_id_title_caption_and_attributes(draft):
    text = "sku,image,name,description,colour,price\nA1,a/1.png,Red top,A red top.,red,12.5\nB2,b/1.png,,,,\n"
    first, second = brought(draft, text)
    assert (first.id, first.title, first.caption) == ("A1", "Red top", "A red top.")
    assert dict(first.attributes) == {"colour": "red", "price": "12.5"}
    assert (second.id, second.title, dict(second.attributes)) == ("B2", "1", {})


def test_chosen_columns_go_before_guessed_ones(draft):
    choice = ColumnChoice("file2", id="code", attributes=("id",))
    text = "image,file2,id,code\nx.png,a/2.png,7,K9\n"
    (item,) = brought(draft, text, choice)
    assert (item.id, dict(item.attributes)) == ("K9", {"id (table)": "7"})


@pytest.mark.parametrize(
    ("cell", "seed"),
    [
        ("images/a/1.png", 0),
        ("a/2.png", 1),
        ("/home/someone/data/images/b/1.png", 2),
        ("..\\..\\images\\a\\1.PNG", 0),
        ("a/2", 1),
        ("https://shop.example/cdn/2.png", 1),
    ],
)
def test_a_cell_finds_its_picture_however_it_is_written(draft, cell, seed):
    catalogue = brought(draft, f"image\n{cell}\n")
    assert catalogue[0].path.read_bytes() == picture(seed)


@pytest.mark.parametrize("cell", ["1.png", "c/1.png", "/etc/passwd", "../../../../etc/passwd", ""])
def test_a_cell_that_means_none_or_several_is_named_and_opens_nothing(draft, cell):
    draft.add_table("shop.csv", f"image,x\n{cell},1\na/1.png,1\n".encode())
    survey = draft.survey()
    assert (survey.n_without_picture, len(survey.rows)) == (1, 1)
    assert survey.problems[0][0] == "row 1"
    assert "Row 1 is left out" in survey.problems[0][1]


def test_a_picture_is_not_taken_for_another_folders(draft):
    draft.add_table("shop.csv", b"image\na/2.png\nc/2.png\n")
    assert draft.survey().n_without_picture == 1


def test_repeated_ids_are_numbered_and_counted(draft):
    draft.add_table("shop.csv", b"id,image\n7,a/1.png\n7,a/2.png\n7,b/1.png\n7 (2),a/1.png\n")
    survey = draft.survey()
    assert [row["id"] for row in survey.rows] == ["7", "7 (2)", "7 (3)", "7 (2) (2)"]
    assert (survey.n_repeated_ids, survey.n_equal) == (3, 1)
    draft.make(source="shop.csv")
    assert len(load_catalogue(draft.folder)) == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_letters_arrive_in_every_usual_encoding(draft, encoding, delimiter):
    text = f"image{delimiter}colour\na/1.png{delimiter}crème\n".encode(encoding)
    assert brought(draft, text)[0].attributes["colour"] == "crème"


def test_a_guessed_encoding_is_told():
    notes = read_sheet("image\ncrème.jpg\n".encode("latin-1"), "t.csv").notes
    assert "not UTF-8" in notes[0]
    assert read_sheet("image\ncrème.jpg\n".encode(), "t.csv").notes == ()


CHINESE = ("红色连衣裙", "蓝色衬衫", "黑色皮鞋", "白色短裙", "长袖上衣", "牛仔裤", "羊毛大衣", "条纹毛衣")
TRADITIONAL = ("紅色連衣裙", "藍色襯衫", "黑色皮鞋", "白色短裙", "長袖上衣", "牛仔褲", "羊毛大衣", "條紋毛衣")
JAPANESE = ("赤いドレス", "青いシャツ", "黒い革靴", "白いスカート", "長袖トップス", "ウールのコート")
FRENCH = ("Robe d'été", "Crème", "Chemise à carreaux", "Écharpe beige", "Jupe plissée", "Rayé", "L'élégance")
GERMAN = ("Kleid für Mädchen", "Weiße Schuhe", "Mütze", "Übergangsjacke", "GRÖSSE", "Ärmel", "Süß")
NORDIC = ("Blå kjole", "Tröja grå", "Sko til mænd", "Tørklæde", "Hämärä", "Sää", "Fjær", "Þröngur")
SPANISH = ("Vestido niña", "Pantalón", "Algodón", "ÑANDÚ", "Otoño", "Señora", "Calça", "Verão", "Città")


def table_of(titles, n_rows, encoding):
    rows = (f"{n}.jpg,{titles[n % len(titles)]},{titles[-n % len(titles)]}\n" for n in range(n_rows))
    return ("image,title,detail\n" + "".join(rows)).encode(encoding)


@pytest.mark.parametrize("n_rows", [3, 300])
@pytest.mark.parametrize(
    ("titles", "encoding", "called"),
    [
        (CHINESE, "gb18030", "GB18030 (Chinese)"),
        (TRADITIONAL, "big5", "Big5 (Chinese)"),
        (JAPANESE, "shift_jis", "Shift-JIS (Japanese)"),
    ],
)
def test_an_east_asian_encoding_is_taken_and_told(titles, encoding, called, n_rows):
    sheet = read_sheet(table_of(titles, n_rows, encoding), "t.csv")
    assert sheet.columns["title"] == [titles[n % len(titles)] for n in range(n_rows)]
    assert f"was read as {called}" in sheet.notes[0]
    assert sheet.notes[0].endswith("else save it as CSV in UTF-8.")


@pytest.mark.parametrize("n_rows", [1, 3, 300])
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("titles", [FRENCH, GERMAN, NORDIC, SPANISH])
def test_letters_with_accents_are_never_taken_for_east_asian_ones(titles, encoding, n_rows):
    for first in range(len(titles)):
        turned = titles[first:] + titles[:first]
        sheet = read_sheet(table_of(turned, n_rows, encoding), "t.csv")
        assert sheet.columns["title"] == [turned[n % len(turned)] for n in range(n_rows)]
        assert all("read as Windows-1252" in note for note in sheet.notes)


def test_too_few_letters_are_no_reason_to_guess():
    sheet = read_sheet("image,title\n1.jpg,红色\n".encode("gb18030"), "t.csv")
    assert "read as Windows-1252: look whether the letters are right, else save it" in sheet.notes[0]


def test_one_bad_letter_does_not_spoil_the_others():
    content = "image,colour\n1.jpg,crème\n2.jpg,crème\n3.jpg,crème\n".encode() + b"4.jpg,cr\xe8me\n"
    sheet = read_sheet(content, "t.csv")
    assert sheet.columns["colour"] == ["crème", "crème", "crème", "cr\ufffdme"]
    assert sheet.notes == ("1 letters of t.csv are not UTF-8 and are lost, the first in line 5.",)


def test_a_table_whose_first_line_is_a_row_loses_none(draft):
    draft.add_table("t.csv", b"a/1.png,a red top\na/2.png,a blue top\n")
    sheet, survey = draft.sheet(), draft.survey()
    assert list(sheet.columns) == ["column 1", "column 2"]
    assert len(survey.rows) == 2
    assert "read as a row" in survey.notes[0]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "t.csv", "is not a text table"),
        (b"PK\x03\x04rest", "t.csv", "perhaps a spreadsheet"),
        (b"", "t.csv", "has no rows"),
        (b"image\n", "t.csv", "has no rows"),
        (b'image\n"' + b"x" * 200_000, "t.csv", "Line 2"),
        (b"{", "t.json", "cannot be read as JSON"),
        (b'{"image": "1.jpg"}', "t.json", "no list of objects"),
        (b"[1, 2]", "t.json", "no list of objects"),
        (b"[" * 100_000, "t.json", "t.json"),
        (b"PAR1 and nothing", "t.parquet", "cannot be read as a Parquet table"),
        (b"image\n1.jpg", "t.xlsx", "no table that can be read"),
    ],
)
def test_a_faulty_table_is_one_sentence(content, name, said):
    with pytest.raises(InvalidInputError, match=said):
        read_sheet(content, name)


def test_a_missing_column_names_those_that_are_there(draft):
    draft.add_table("shop.csv", b"sku,colour\n1,red\n")
    with pytest.raises(InvalidInputError, match=r"names the pictures.*sku, colour"):
        draft.survey()
    with pytest.raises(InvalidInputError, match=r"no column 'photo'.*sku, colour"):
        draft.survey(ColumnChoice("photo"))


def test_a_table_of_which_no_row_has_a_picture_says_so_and_stays_a_draft(draft):
    with pytest.raises(InvalidInputError, match=r"Nothing of this.*Row 1 is left out"):
        brought(draft, "image\nnone.jpg\n")
    assert draft.table_name == "shop.csv"


def test_fashionclips_list_of_dicts_is_a_catalogue(draft):
    told = [{"id": "x1", "image": "a/1.png", "caption": "a red dress"}, {"id": 2, "image": "b/1.png"}]
    first, second = brought(draft, json.dumps(told), name="catalogue.json")
    assert (first.id, first.caption) == ("x1", "a red dress")
    assert (second.id, second.caption) == ("2", "")


def test_lines_of_json_are_a_table_too(draft):
    text = '{"image": "a/1.png", "tags": ["x", "y"]}\n\n{"image": "b/1.png", "size": 3.0}\n'
    sheet = read_sheet(text.encode(), "t.jsonl")
    assert dict(sheet.columns) == {
        "image": ["a/1.png", "b/1.png"],
        "tags": ['["x", "y"]', ""],
        "size": ["", "3"],
    }


def test_parquet_is_read_and_nested_columns_are_told(draft):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    table = pa.table(
        {
            "image": ["a/1.png", "b/1.png"],
            "n": pa.array([1.0, None]),
            "kind": pa.array(["dress", None]).dictionary_encode(),
            "raw": pa.array([b"x", b"y"]),
        }
    )
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    sheet = read_sheet(buffer.getvalue(), "t.parquet")
    assert dict(sheet.columns) == {"image": ["a/1.png", "b/1.png"], "n": ["1", ""], "kind": ["dress", ""]}
    assert "raw" in sheet.notes[0]


def test_columns_are_counted_and_guessed():
    sheet = read_sheet(b"Product Name,where,kind,long\n" + b"top,x/1.jpg,a,\n" * 3 + b",2.jpg,b,z\n", "t.csv")
    facts = {each.name: each for each in column_facts(sheet)}
    assert (facts["kind"].n_filled, facts["kind"].n_distinct, facts["kind"].commonest) == (4, 2, ("a", "b"))
    assert (facts["long"].n_filled, facts["long"].n_missing) == (1, 3)
    assert guess_columns(sheet) == ColumnChoice("where", "", "Product Name", "", ("kind", "long"))


def test_two_columns_of_one_name_and_rows_of_odd_lengths_are_read():
    sheet = read_sheet(b"a,a,\n1,2,3,4\n5\n\n6,7,8\n", "t.csv")
    assert dict(sheet.columns) == {"a": ["1", "5", "6"], "a (2)": ["2", "", "7"], "column 3": ["3", "", "8"]}
    assert "1 rows have more cells" in sheet.notes[0]


def test_a_long_table_of_one_id_is_a_catalogue(draft):
    rows = "".join(f"same,a/{1 + n % 2}.png,colour {n % 9}\n" for n in range(20_000))
    draft.add_table("long.csv", f"id,image,colour\n{rows}".encode())
    survey = draft.make(source="long.csv")
    assert len(survey.rows) == survey.n_rows == 20_000
    assert survey.n_repeated_ids == 19_999
    assert survey.rows[-1]["id"] == "same (20000)"
    assert load_catalogue(draft.folder)[19_999].attributes["colour"] == "colour 1"
