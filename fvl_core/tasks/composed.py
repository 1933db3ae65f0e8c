"""Ask composed questions of a gallery: the one way from pictures and words to ranks, whatever the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.catalogues.questions import Question, QuestionSet
from fvl_core.composition.base import Composer, unit
from fvl_core.composition.library import load_composer
from fvl_core.embedding.pairs import remembering
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.trace import stage
from fvl_core.tasks.attribute_reading import AttributeReader
from fvl_core.tasks.counter_words import contrast
from fvl_core.tasks.figures import share
from fvl_core.tasks.measured import records
from fvl_core.tasks.question_words import worded, wording_for

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from fvl_core.embedding.cache import EmbeddingCache
    from fvl_core.embedding.pipeline import EncodingReport
    from fvl_core.foundation.images import ImageSource
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.question_words import Wording
    from fvl_core.tasks.report import Figure

COUNTER_WORDS = "what the words would replace, by a zero-shot reading of the reference"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Say how questions are asked.

    Attributes:
        model, composer: what encodes and what puts together. text_weight: the words' share, for weighted
        composers. wording: how several captions become words; "auto" is what the composer's authors do.
        without_reference: whether a query's own reference is left out of its ranking. n_top: how many
        items in front to name. cache: where vectors are kept.
    """

    model: VisionLanguageModel
    composer: Composer
    cache: EmbeddingCache
    without_reference: bool
    text_weight: float = 0.5
    wording: Wording = "auto"
    n_top: int = 1

    @property
    def words(self) -> str:
        """Return the wording that is meant: a name in `WORDINGS`."""
        return wording_for(self.composer) if self.wording == "auto" else self.wording

    @property
    def facts(self) -> dict[str, Any]:
        """Return what a report says of it."""
        return {
            "composer": self.composer.name,
            "composer_of": self.composer.of,
            "text_weight": self.text_weight if self.composer.weighted else None,
            "query_template": self.model.card.query_template if self.composer.late else None,
            "counter_words": COUNTER_WORDS if self.composer.contrasts else None,
            "reference": "left out" if self.without_reference else "kept",
        }


@dataclass(frozen=True, eq=False)
class Answers:
    """Hold what became of the questions of one set.

    Attributes:
        questions: those that could be asked, with those of their targets that could be encoded. words: what
        each asked; of several wordings the first. ranking: as `metrics.composed_ranking` gives it, in
        their order. encoding: of the gallery. n_left_out:
        questions whose reference, or whose every target, is not there. n_candidates: in each ranking.
    """

    questions: tuple[Question, ...]
    words: tuple[str, ...]
    ranking: metrics.ComposedRanking
    encoding: EncodingReport
    n_left_out: int
    n_candidates: int

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of the gallery that places refer to."""
        return self.encoding.embeddings.ids

    def per_query(self) -> tuple[Mapping[str, Any], ...]:
        """Return every question with its rank, the bounds of it under ties, and what came first."""
        ranking, asked = self.ranking, self.questions
        return records(
            query_id=[question.id for question in asked],
            reference=[question.reference for question in asked],
            modifier=self.words,
            kind=[question.kind for question in asked],
            target=[question.targets[0] if question.targets else "" for question in asked],
            n_targets=[len(question.targets) for question in asked],
            rank=whole(ranking.ranks),
            best_rank=whole(ranking.best),
            worst_rank=whole(ranking.worst),
            first_id=[self.ids[place] for place in ranking.top[:, 0]],
        )


def setting_for(
    model: VisionLanguageModel,
    composer: str | Composer,
    *,
    cache: EmbeddingCache,
    without_reference: bool,
    text_weight: float = 0.5,
    wording: Wording = "auto",
    n_top: int = 1,
) -> Setting:
    """Check what was asked for before anything is encoded.

    Raises:
        UnknownNameError: for a composer that does not exist.
        InvalidInputError: for a share outside 0 to 1, or a composer that does not fit the model.
    """
    chosen = load_composer(composer, space=model.space) if isinstance(composer, str) else composer
    if not 0 <= text_weight <= 1:
        raise InvalidInputError(f"The words' share is {text_weight:g}.", remedy="Give a number from 0 to 1.")
    chosen.require_model(model)
    return Setting(
        model=model,
        composer=chosen,
        cache=cache,
        without_reference=without_reference,
        text_weight=text_weight,
        wording=wording,
        n_top=n_top,
    )


def ask(
    questions: QuestionSet, setting: Setting, *, hidden: bool = False, on_progress: OnProgress | None = None
) -> Answers:
    """Encode a gallery, ask it all questions, and rank.

    Args:
        questions: with their gallery.
        setting: how to ask.
        hidden: whether questions without a target are asked too (the test splits).
        on_progress: called with (done, total) while pictures are encoded.

    Raises:
        InvalidInputError: when no question can be asked.
    """
    encoding = encode_catalogue(
        questions.gallery, setting.model, cache=setting.cache, on_progress=on_progress
    )
    places = {item_id: place for place, item_id in enumerate(encoding.embeddings.ids)}
    asked = _answerable(questions.questions, places, hidden=hidden)
    if not asked:
        raise InvalidInputError(
            f"No question of {questions.gallery.name!r} can be asked.",
            remedy="Check that its pictures are there, and that the answers are known.",
        )
    references = [places[question.reference] for question in asked]
    with stage("compose", composer=setting.composer.name, n=len(asked)):
        reader = AttributeReader(questions.gallery, setting.model, encoding.embeddings, setting.cache)
        said = [worded(question.captions, setting.words) for question in asked]
        queries = _query_vectors(setting, reader, references, said)
    vectors = encoding.embeddings.vectors
    has_members = all(question.members for question in asked)
    with stage("rank", n_queries=len(asked), n_items=len(vectors)):
        ranking = metrics.composed_ranking(
            queries,
            vectors,
            [[places[target] for target in question.targets] for question in asked],
            leave_out=references if setting.without_reference else None,
            members=[[places[m] for m in q.members if m in places] for q in asked] if has_members else None,
            n_top=setting.n_top,
        )
    n_left_out, n_candidates = len(questions.questions) - len(asked), len(vectors) - setting.without_reference
    words = tuple(texts[0] for texts in said)
    return Answers(asked, words, ranking, encoding, n_left_out, n_candidates)


def recall_figure(
    measure: str, k: int, ranks: np.ndarray, n_right: ArrayLike, n_candidates: int, protocol: str
) -> Figure:
    """Build the figure of recall@k with Wilson's interval and its chance, which knows how many are right."""
    counts, times = np.unique(np.asarray(n_right), return_counts=True)
    chance = np.repeat([metrics.chance_of_any(n_candidates, int(count), k) for count in counts], times)
    found = int((ranks <= k).sum())
    return share(measure, found, len(ranks), protocol, chance=float(np.mean(chance)), ceiling=1.0)


def whole(ranks: np.ndarray) -> list[int | None]:
    """Return ranks as whole numbers, None where there is none."""
    return [int(rank) if np.isfinite(rank) else None for rank in ranks]


def _answerable(
    questions: Sequence[Question], places: Mapping[str, int], *, hidden: bool
) -> tuple[Question, ...]:
    """Keep the questions whose reference could be encoded, with those of their targets that could."""
    readable = [
        replace(question, targets=tuple(target for target in question.targets if target in places))
        for question in questions
        if question.reference in places
    ]
    return tuple(question for question in readable if question.targets or hidden)


def _query_vectors(
    setting: Setting, reader: AttributeReader, references: Sequence[int], said: Sequence[tuple[str, ...]]
) -> np.ndarray:
    """Return one unit row per question: of several texts, the normalised mean of their rows."""
    pictures: Embeddings | list[ImageSource] = _rows(reader.gallery, references)
    if setting.composer.reads_pictures:
        pictures = [reader.catalogue.item(reader.gallery.ids[place]).image for place in references]
    first = _composed(setting, reader, pictures, [texts[0] for texts in said])
    if all(len(texts) == 1 for texts in said):
        return first
    second = _composed(setting, reader, pictures, [texts[-1] for texts in said])
    return unit((first.astype(np.float64) + second) / 2)


def _composed(
    setting: Setting,
    reader: AttributeReader,
    pictures: Embeddings | list[ImageSource],
    texts: Sequence[str],
) -> np.ndarray:
    weights = {"image_weight": 1 - setting.text_weight, "text_weight": setting.text_weight}
    if not setting.composer.late or not isinstance(pictures, Embeddings):
        model = remembering(setting.model, setting.cache)
        return setting.composer.compose(model, pictures, texts, **weights).vectors
    template = setting.model.card.query_template
    words = setting.cache.encode_texts(setting.model, [template.replace("{}", text) for text in texts])
    if setting.composer.contrasts:
        words = contrast(words, texts, pictures, reader)
    return setting.composer.fuse_embeddings(pictures, words, **weights).vectors


def _rows(embeddings: Embeddings, places: Sequence[int]) -> Embeddings:
    """Return one row per query; a reference may come several times, so rows are numbered."""
    ids = tuple(str(number) for number in range(len(places)))
    rows = list(places)
    return replace(embeddings, ids=ids, vectors=embeddings.vectors[rows], norms=embeddings.norms[rows])
