"""The front door: names and call shapes that other people's code rests on."""

import ast
import inspect
import re

import pytest

import fvl_core as fvl

# Written as the functions would be. More parameters may stand beside these, by name and with a default.
SHAPES = {
    "list_models": lambda: ...,
    "load_model": lambda name_or_path, *, family=None, device="auto", precision="auto": ...,
    "fetch_model": lambda name, *, on_progress=None: ...,
    "unfinished_downloads": lambda: ...,
    "inspect_checkpoint": lambda path: ...,
    "load_catalogue": lambda name_or_path: ...,
    "list_composers": lambda: ...,
    "load_composer": lambda name, *, checkpoint=None: ...,
    "Composer.fuse": lambda self, image_features, text_features: ...,
    "Composer.compose": lambda self, model, images, texts: ...,
    "SearchEngine.build": lambda catalogue, model, *, index="auto", composer="sum", on_progress=None: ...,
    "SearchEngine.search": lambda self, query, *, k=10: ...,
    "SearchEngine.split": lambda self, query, hits: ...,
    "SearchEngine.ranks_of": lambda self, query, item_ids: ...,
    "SearchEngine.background": lambda self, query: ...,
    "ablate": lambda engine, query, hits: ...,
    "sweep": lambda engine, query, shares=(0.0, 0.25, 0.5, 0.75, 1.0), k=8: ...,
    "composer_fits": lambda model: ...,
    "suggest_modifiers": lambda engine, reference, k=24: ...,
    "judge_edit": lambda engine, query, hits: ...,
    "takes_away": lambda words: ...,
    "known_answers": lambda catalogue, reference_id, modifier: ...,
    "collapse_alike": lambda engine, hits, cosine=0.98: ...,
    "compare_composers": lambda catalogue, triplets, model, *, composers=None, text_weight=0.5: ...,
    "with_counter_words": lambda engine, query: ...,
    "VisionLanguageModel.encode_images": lambda self, images, *, batch_size=None, on_progress=None: ...,
    "VisionLanguageModel.encode_texts": lambda self, texts, *, batch_size=None: ...,
    "ZeroShotClassifier": lambda model, labels, *, templates=None: ...,
    "ZeroShotClassifier.classify": lambda self, images: ...,
    "Query": lambda text=None, image=None, *, text_weight=0.5, image_weight=0.5, ingredients=(), where=None: (
        ...
    ),
}


def find(dotted):
    found = fvl
    for name in dotted.split("."):
        found = getattr(found, name)
    return found


def parameters(function):
    """Return name -> (kind, default) of a function's parameters."""
    return {p.name: (p.kind, p.default) for p in inspect.signature(function).parameters.values()}


def test_every_public_name_can_be_used():
    missing = [name for name in fvl.__all__ if not hasattr(fvl, name)]
    assert missing == []


def test_public_names_are_sorted_and_each_stands_once():
    assert fvl.__all__ == sorted(set(fvl.__all__))


@pytest.mark.parametrize("name", fvl.__all__)
def test_every_public_name_says_what_it_is(name):
    assert inspect.getdoc(getattr(fvl, name))


def test_type_checkers_see_the_same_names_as_programs():
    tree = ast.parse(inspect.getsource(fvl))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.asname for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert seen == set(fvl.__all__)


@pytest.mark.parametrize("name", SHAPES)
def test_call_shapes_hold(name):
    promised, offered = parameters(SHAPES[name]), parameters(find(name))
    assert {key: offered.get(key) for key in promised} == promised


@pytest.mark.parametrize("name", SHAPES)
def test_whatever_else_a_call_takes_has_a_name_and_a_default(name):
    extra = [
        p for p in inspect.signature(find(name)).parameters.values() if p.name not in parameters(SHAPES[name])
    ]
    assert all(p.kind is p.KEYWORD_ONLY and p.default is not p.empty for p in extra)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'load_models'"):
        _ = fvl.load_models


def test_all_errors_of_the_front_door_share_one_root():
    errors = [getattr(fvl, n) for n in fvl.__all__ if n.endswith(("Error", "Unavailable"))]
    assert len(errors) == 7
    assert all(issubclass(error, fvl.FvlError) for error in errors)


def test_the_version_is_the_newest_in_the_changelog(root):
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", (root / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert fvl.__version__ == versions[0]
