"""From the rank of a query to its search: reports that were brought, and edits that are measured here."""

import json

import fvl_core as fvl
from pages._ui import exports
from pages._ui.mistakes import edits, query_tiles
from tests.pages.shown import tiles, upload, words


def row(number, reference, modifier, rank, **more):
    return {
        "query_id": str(number),
        "reference": reference,
        "modifier": modifier,
        "target": "g1",
        "rank": rank,
    } | more


def report(*rows, composer="slerp", share=0.75):
    facts = {"model": "hand", "composer": composer, "catalogue": "rail", "text_weight": share}
    return json.dumps(
        {"task": "composed retrieval", "protocol": "by hand", "facts": facts, "per_query": rows}
    )


def test_a_report_is_opened_kept_and_shows_the_worst_queries_first(studio):
    app = studio("errors", of="edits")
    assert "This catalogue knows no edits" in words(app)
    upload(app, ("ranks.json", report(row(0, "g0", "in blue", 3), row(1, "g2", "in green", 4)).encode()))
    name = app.query_params["report"]
    assert "**2 queries** of rail, by hand, put together by slerp with 75% for the words" in words(app)
    assert [(tile["title"], tile["left"]) for tile in tiles(app, "ranked_queries")] == [
        ("in green", "rank 4"),
        ("in blue", "rank 3"),
    ]
    again = studio("errors", of="edits", report=name)
    assert len(tiles(again, "ranked_queries")) == 2


def test_a_press_leads_to_the_search_as_it_was_measured(studio):
    app = studio("errors", of="edits")
    upload(app, ("ranks.json", report(row(0, "g0", "in blue", 3)).encode()))
    assert [tile["href"] for tile in tiles(app, "ranked_queries")] == [
        "search?model=hand&catalogue=rail&item=g0&q=in+blue&composer=slerp&w=0.75"
    ]


def test_the_worst_bin_comes_first_and_the_address_takes_another(studio):
    app = studio("errors", of="edits")
    upload(app, ("ranks.json", report(row(0, "g0", "in blue", 1), row(1, "g2", "in green", 70)).encode()))
    assert [tile["title"] for tile in tiles(app, "ranked_queries")] == ["in green"]
    app.query_params["bin"] = "1"
    app.run()
    assert [tile["title"] for tile in tiles(app, "ranked_queries")] == ["in blue"]


def test_queries_about_other_pictures_are_counted(studio):
    app = studio("errors", of="edits")
    upload(app, ("ranks.json", report(row(0, "g0", "in blue", 1), row(1, "B00X", "is red", 7)).encode()))
    assert "1 of these queries are about pictures that rail does not have" in words(app)
    assert [tile["title"] for tile in tiles(app, "ranked_queries")] == ["in blue"]


def test_another_file_is_refused_in_a_sentence_and_a_lost_report_is_said(studio):
    app = studio("errors", of="edits")
    upload(app, ("notes.json", b"{}"))
    assert "This file is no report on edits" in words(app)
    lost = studio("errors", of="edits", report="0123456789abcdef")
    assert "is not here any more" in words(lost)


def test_edits_are_measured_on_the_spot(rail, studio):
    triplet = {"reference": "g0", "modifier": "in blue", "kind": "one", "targets": ["g1", "g3"]}
    (rail / "triplets.jsonl").write_text(json.dumps(triplet) + "\n", encoding="utf-8")
    app = studio("errors", of="edits", composer="text")
    assert not tiles(app, "ranked_queries")
    app.button(key="measure").click().run()
    # under words alone the blue dress stands first
    assert [(tile["title"], tile["left"]) for tile in tiles(app, "ranked_queries")] == [("in blue", "rank 1")]
    assert "put together by text" in words(app)


def test_a_query_is_a_link_to_the_search_page():
    query = fvl.AskedQuery(id="0", reference="B1", modifier="in red ", kind="", target="b", rank=3)
    own = fvl.QueryRanks(
        model="m",
        composer="weighted",
        catalogue="demo",
        text_weight=0.5,
        protocol="",
        date="",
        queries=(query,),
    )
    assert query_tiles.link(own, query, "B1", model="m") == "search?model=m&item=B1&q=in+red"
    lines = exports.as_csv(edits.table_of(own)).splitlines()
    assert lines == ["query,reference,words,kind,target,rank,rank in subset", "0,B1,in red ,,b,3,"]
