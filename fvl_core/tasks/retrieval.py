"""Measure how well words find pictures, and pictures words, under the rules of a published protocol."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.registry import Registry
from fvl_core.tasks.report import Report

if TYPE_CHECKING:
    from fvl_core.embedding.cache import EmbeddingCache
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import OnProgress, VisionLanguageModel

PROTOCOLS = Registry[str]("protocol")
"""Rules of retrieval by name, each as "module:function", imported when first needed."""

PROTOCOLS.add("full", "fvl_core.tasks.protocols.full:evaluate_full")
PROTOCOLS.add("kaleido", "fvl_core.tasks.protocols.kaleido:evaluate_kaleido")
PROTOCOLS.add("klip", "fvl_core.tasks.protocols.klip:evaluate_klip")
PROTOCOLS.add("ocir", "fvl_core.tasks.protocols.ocir:evaluate_ocir")
PROTOCOLS.add("marqo", "fvl_core.tasks.protocols.marqo:evaluate_marqo")

_WORDS = "caption"
_ALWAYS = {"catalogue", "model", "cache", "on_progress"}


def evaluate_retrieval(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    *,
    protocol: str = "full",
    field: str = _WORDS,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
    **options: Any,
) -> Report:
    """Measure how well words find pictures, and pictures words, under the rules of a published protocol.

    Args:
        catalogue: its items are the candidates, those with words the queries.
        model: encodes both sides; its card's query template is put round the words.
        protocol: the rules, a name in `PROTOCOLS`; its name stands on every figure.
        field: where the words come from: "caption", "title", or an attribute's name. "ocir" takes no words.
        cache: where vectors are kept.
        on_progress: called with (done, total) while pictures are encoded.
        options: what the protocol takes besides: `product` names the attribute that pictures of one product
            share ("full", "kaleido", "klip"); `group`, `seed`, `repeats`, `as_published` ("kaleido");
            `document`, `ground_truth`, `as_published` ("marqo"); `split`, `part`, `as_published` ("ocir").

    Returns:
        A report. Under "full": recall@1, @5, @10, median and mean rank and the mean reciprocal rank of text
        to image, then recall of image to text, each with chance and, because items may share their words, the
        ceiling that no model can pass; per_query holds every query's rank, its bounds under ties, and what
        came first instead.

    Raises:
        UnknownNameError: for another protocol or field.
        InvalidInputError: when no readable item has words in that field, or the protocol lacks an option.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.embedding.cache import EmbeddingCache
        >>> from fvl_core.foundation.items import Catalogue, Item
        >>> from fvl_core.models.hand import HandModel
        >>> items = [Item(c, Image.new("RGB", (2, 2), c), caption=f"a {c} shirt") for c in ("red", "blue")]
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> report = evaluate_retrieval(Catalogue("two", items), HandModel(), cache=cache)
        >>> [(figure.measure, figure.value) for figure in report.figures if "recall" in figure.measure]
        [('recall@1', 1.0), ('image to text recall@1', 1.0)]
    """
    module, _, name = PROTOCOLS[protocol].partition(":")
    evaluate: Callable[..., Report] = getattr(importlib.import_module(module), name)
    taken = inspect.signature(evaluate).parameters
    if "field" in taken or field != _WORDS:
        options["field"] = field
    if unknown := sorted(options.keys() - taken.keys()):
        raise InvalidInputError(
            f"The protocol {protocol} takes no {unknown[0]}.",
            remedy=f"It takes {', '.join(sorted(taken.keys() - _ALWAYS))}.",
        )
    return evaluate(catalogue, model, cache=cache, on_progress=on_progress, **options)
