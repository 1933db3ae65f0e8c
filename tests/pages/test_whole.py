"""What is said of a whole catalogue counts only pictures that were answered."""

import numpy as np

import fvl_core as fvl
from pages._ui.label_table import right_of


def test_a_picture_that_cannot_be_read_is_neither_right_nor_wrong():
    cosines = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9]])
    predictions = fvl.Predictions(
        ("dress", "bag"), cosines, cosines, (("dress",), ("bag",)), "as given", ("a", "b", "unlabelled")
    )
    truth = {"a": "dress", "b": "bag", "unreadable": "dress"}
    assert right_of(predictions, truth) == (1, 2)
