"""Filters from lists made once, against the items' own word."""

import numpy as np
import pytest

from fvl_core.foundation.items import Item
from fvl_core.tasks.filters import AttributeFilter


@pytest.fixture
def items():
    random = np.random.default_rng(0)
    choices = {"colour": ["red", "blue", "green"], "size": ["S", "M"], "fabric": ["", "wool"]}
    return [
        Item(
            str(number),
            "a.jpg",
            attributes={
                name: str(random.choice(values)) for name, values in choices.items() if random.random() < 0.8
            },
        )
        for number in range(200)
    ]


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"colour": "red"},
        {"colour": ["red", "blue"]},
        {"colour": "red", "size": "S"},
        {"colour": ("green", "blue"), "size": ["M"], "fabric": ""},
        {"colour": []},
        {"size": ""},
        {"size": ["", "M"], "colour": ["red", ""]},
        {"weave": ""},
        {"colour": "purple"},
        {"weave": "twill"},
        {"weave": "twill", "colour": "red"},
        {"colour": "red", "weave": "twill"},
    ],
    ids=str,
)
def test_a_filter_passes_the_items_that_match(items, where):
    assert AttributeFilter(items).mask(where).tolist() == [item.matches(where) for item in items]


def test_a_filter_over_nothing_passes_nothing():
    assert AttributeFilter([]).mask({"colour": "red"}).shape == (0,)
