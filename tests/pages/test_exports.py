"""Tables to take away: CSV and Parquet of the same columns."""

import io
import math

import pyarrow.parquet

from pages._ui import exports

COLUMNS: exports.Columns = {
    "id": ["g0", "g,1"],
    "rank": [1, None],
    "cosine": [1 / 3, -0.5],
    "truth": ["rosé", None],
}


def read(content):
    return pyarrow.parquet.read_table(io.BytesIO(content))


def test_csv_quotes_what_it_must_and_leaves_the_unknown_empty():
    lines = exports.as_csv(COLUMNS).splitlines()
    assert lines == ["id,rank,cosine,truth", "g0,1,0.333333,rosé", '"g,1",,-0.500000,']


def test_parquet_keeps_kinds_and_full_precision():
    table = read(exports.as_parquet(COLUMNS))
    assert [str(kind) for kind in table.schema.types] == ["string", "int64", "double", "string"]
    assert table.to_pydict() == {name: list(values) for name, values in COLUMNS.items()}
    assert math.isclose(table["cosine"][0].as_py(), 1 / 3, rel_tol=1e-15)


def test_a_table_without_lines_is_a_table():
    assert read(exports.as_parquet({"id": [], "rank": []})).num_rows == 0
    assert exports.as_csv({"id": [], "rank": []}) == "id,rank\r\n"


def test_every_export_of_compare_is_offered_in_both_kinds(studio):
    app = studio("compare", vs=["hand", "hand;wording=green {}"], q="red")
    assert [button.proto.label for button in app.get("download_button")] == ["CSV", "Parquet"]


def test_labels_and_rankings_are_columns_of_one_kind(rail):
    import fvl_core as fvl
    from pages._ui import label_table
    from pages._ui.compare import labels, rankings

    catalogue, model = fvl.load_catalogue("rail"), fvl.load_model("hand")
    report = fvl.evaluate_classification(catalogue, model, "colour")
    table = read(exports.as_parquet(labels.table_of(fvl.compare_labels({"A": report, "B": report}))))
    assert table["A"].to_pylist() == table["truth"].to_pylist() == ["red", "blue", "red", "green", "black"]
    assert str(table.schema.field("probability by B").type) == "double"

    engine = fvl.SearchEngine.build(catalogue, model)
    hits = {name: engine.search(fvl.Query(text=name), k=2) for name in ("red", "blue")}
    table = read(exports.as_parquet(rankings.table_of(catalogue, fvl.compare_rankings(hits))))
    assert table["id"].to_pylist() == ["g0", "g2", "g1", "g0"]
    assert table["rank by blue"].to_pylist() == [2, None, 1, 2]

    embeddings = fvl.encode_catalogue(catalogue, model).embeddings
    found = fvl.ZeroShotClassifier(model, ["red", "blue"]).classify_embeddings(embeddings)
    table = read(exports.as_parquet(label_table.table_of(found, {"g1": "blue"})))
    assert table["label"].to_pylist()[:2] == ["red", "blue"]
    assert table["truth"].to_pylist() == [None, "blue", None, None, None]
