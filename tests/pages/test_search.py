"""The Search page: words, pictures, both, filters, and links that ask for what is not there."""

import pytest

from tests.pages.shown import png, press, tiles, upload, words


def ranked(app):
    return [tile["title"] for tile in tiles(app, "hits")]


def test_words_rank_the_catalogue(studio):
    app = studio("search", q="blue")
    assert ranked(app)[0] == "blue dress"
    assert tiles(app, "hits")[0]["alt"] == "rank 1, blue dress, cosine 1.00"
    assert "ranked by hand" in words(app)


def test_an_unreadable_picture_of_the_catalogue_is_left_out_and_named(studio):
    app = studio("search", q="blue", alike="false")
    assert len(ranked(app)) == 5
    assert "1 picture could not be read and is left out" in [expander.label for expander in app.expander]


def test_nothing_asked_shows_starters_about_pictures_that_can_be_shown(studio):
    app = studio("search")
    starters = tiles(app, "starters")
    assert [tile["title"] for tile in starters[:3]] == ["red dress", "blue dress", "red skirt"]
    assert len(starters) == 5  # the sixth picture cannot be read
    assert not app.exception


def test_starters_over_undescribed_pictures_claim_nothing_about_them(rail, studio):
    (rail / "items.csv").unlink()
    starters = tiles(studio("search"), "starters")
    assert [(tile["title"], tile["src"], tile["words"]) for tile in starters[:1]] == [
        ("red dress", "", "“red dress”")
    ]
    assert [tile["title"] for tile in starters[3:]] == ["More like this one", "This one, but in red"]


def test_typing_puts_the_words_into_the_address(studio):
    app = studio("search")
    app.text_input(key="words").set_value("  green  ")
    press(app, "Search")
    assert app.query_params["q"] == "green"
    assert ranked(app)[0] == "green skirt"


def test_a_garment_of_the_catalogue_is_the_query(studio):
    app = studio("search", item="g3")
    assert ranked(app)[0] == "green skirt"


def test_picture_and_words_meet_by_weight(studio):
    picture_first = studio("search", item="g3", q="red", w="0")
    assert ranked(picture_first)[0] == "black shoe"  # that green is half dark; the skirt itself is left out
    words_first = studio("search", item="g3", q="red", w="1")
    assert ranked(words_first)[0] == "red dress"
    assert words_first.slider(key="w").value == 1.0


def test_another_composer_is_named_with_the_results(studio):
    app = studio("search", item="g3", q="red", composer="text")
    assert "put together by text" in words(app)
    assert ranked(app)[0] == "red dress"
    assert len(app.slider) == 0


def test_filters_keep_what_has_the_values_and_go_one_by_one(studio):
    app = studio("search", q="red", where=["colour:red", "category:skirt"], alike="false")
    assert ranked(app) == ["red skirt"]
    app.button(key="chip_category_skirt").click().run()
    assert ranked(app) == ["red dress", "red skirt"]
    assert app.query_params["where"] == "colour:red"


def test_filters_that_leave_nothing_say_so(studio):
    app = studio("search", q="red", where=["colour:black", "category:skirt"])
    assert "Remove a filter" in words(app)


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"item": "gone"}, "“gone” is not in the catalogue"),
        ({"q": "red", "composer": "magic"}, "no composer “magic”"),
        ({"q": "red", "k": "many"}, "“many” is no number"),
        ({"q": "red", "where": "colour:mauve"}, "“colour:mauve” does not fit"),
        ({"q": "red", "picture": "0123456789abcdef"}, "leaves out an uploaded picture"),
        ({"q": "red", "model": "nobody"}, "the model “nobody”"),
        ({"q": "red", "catalogue": "nowhere"}, "the catalogue “nowhere”"),
    ],
)
def test_a_link_that_asks_for_what_is_not_here_says_what_it_lost(studio, params, sentence):
    app = studio("search", **params)
    assert not app.exception
    assert sentence in words(app).replace("\\", "")


def test_a_model_that_is_not_on_disk_is_named_with_the_page_that_fetches_it(studio):
    app = studio("search", q="red", model="openfashionclip")
    assert "**openfashionclip** cannot be used yet" in words(app)
    links = [element.proto for element in app.get("page_link")]
    assert [link.page for link in links if link.label == "Fetch it on the Models page"] == ["models"]
    assert "ranked by openfashionclip" not in words(app)


def test_words_that_the_model_never_saw_are_named(studio):
    assert "hand has never seen: ‘gaberdine’." in words(studio("search", q="red gaberdine"))
    assert "has never seen" not in words(studio("search", q="red"))
    assert "has never seen" not in words(studio("search", q="the same but red"))


def test_what_somebody_might_type_for_a_garment_is_a_press_away(rail, studio):
    (rail / "captions.csv").write_text(
        "id,register,text\ng2,one attribute,skirt\ng2,colloquial,red skirt pls\n", encoding="utf-8"
    )
    app = studio("search", q="blue", open="g2")
    [phrases] = [pills for pills in app.pills if pills.key == "phrase_g2"]
    assert phrases.options == ["skirt", "red skirt pls"]
    phrases.select("red skirt pls").run()
    assert app.query_params["q"] == "red skirt pls"
    assert "open" not in app.query_params
    assert ranked(app)[0] == "red dress"


def test_an_uploaded_picture_is_the_query_and_a_bad_one_leaves_it(studio):
    app = studio("search")
    upload(app, ("mine.png", png("blue")))
    assert ranked(app)[0] == "blue dress"
    assert len(app.query_params["picture"]) == 16
    upload(app, ("broken.jpg", b"no picture"))
    assert "broken.jpg cannot be read" in words(app).replace("\\", "")
    assert ranked(app)[0] == "blue dress"


def test_the_garment_of_the_address_opens_with_its_neighbours(studio):
    app = studio("search", q="red", open="g2")
    assert not app.exception
    assert "red skirt" in words(app)
    assert len(tiles(app, "neighbours")) == 4


def test_an_unreadable_garment_of_which_nothing_is_known_is_one_sentence(studio, rail):
    (rail / "items.csv").unlink()  # a folder of pictures alone: no attributes, and the last one is damaged
    app = studio("search", item="images/5.png")
    assert not app.exception
    assert [error.value for error in app.error if "5.png" in error.value]
