"""Put any fashion vision-language model to work on any catalogue, and see which one to trust.

    import fvl_core as fvl

    catalogue = fvl.load_catalogue("demo")
    engine = fvl.SearchEngine.build(catalogue, fvl.load_model("fvl-tiny"))
    hits = engine.search(fvl.Query("red dress with long sleeves"), k=5)

Every name below loads its room only when it is first used, so that `import fvl_core` stays light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "fvl_core.catalogues.bringing.columns": ("ColumnChoice", "ColumnFacts", "column_facts", "guess_columns"),
    "fvl_core.catalogues.bringing.draft": ("CatalogueDraft",),
    "fvl_core.catalogues.bringing.survey": ("Survey",),
    "fvl_core.catalogues.cirr": ("load_cirr",),
    "fvl_core.catalogues.corrections": ("Correction",),
    "fvl_core.catalogues.counts": ("AttributeCounts", "Taxonomy", "count_attributes", "find_taxonomy"),
    "fvl_core.catalogues.export_table": ("export_columns",),
    "fvl_core.catalogues.exporting": ("ExportReport", "export_catalogue"),
    "fvl_core.catalogues.fashioniq": ("load_fashioniq",),
    "fvl_core.catalogues.journal": ("CorrectionJournal", "correct_catalogue"),
    "fvl_core.catalogues.klip_files": (
        "read_klip_answers",
        "read_klip_features",
        "read_klip_queries",
        "write_klip_features",
    ),
    "fvl_core.catalogues.klip_pictures": ("KlipPictures",),
    "fvl_core.catalogues.loading": (
        "list_catalogues",
        "load_captions",
        "load_catalogue",
        "load_triplets",
        "register_catalogue",
    ),
    "fvl_core.catalogues.private": ("PrivateStore",),
    "fvl_core.catalogues.questions": ("Question", "QuestionSet"),
    "fvl_core.catalogues.registers": ("Captions",),
    "fvl_core.catalogues.triplets": ("Triplet",),
    "fvl_core.composition.base": ("Composer",),
    "fvl_core.composition.kept": ("KeptComposer", "forget_composer", "kept_composers"),
    "fvl_core.composition.library": ("list_composers", "load_composer"),
    "fvl_core.embedding.cache": ("EmbeddingCache",),
    "fvl_core.embedding.clearing": ("Cleared", "clear_downloads", "clear_vectors"),
    "fvl_core.embedding.pipeline": ("EncodingReport", "encode_catalogue", "known_part"),
    "fvl_core.embedding.precomputed": ("import_features", "read_index_features"),
    "fvl_core.embedding.storage": ("Storage", "read_catalogue_shares", "read_storage"),
    "fvl_core.foundation.abilities": ("AcceptsPseudoWords", "GivesPatches", "TakesPixels"),
    "fvl_core.foundation.embeddings": ("Embeddings",),
    "fvl_core.foundation.errors": (
        "CorruptFileError",
        "FvlError",
        "InvalidInputError",
        "MissingLibraryError",
        "SpaceMismatchError",
        "UnknownNameError",
        "WeightsUnavailable",
    ),
    "fvl_core.foundation.images": ("image_digest", "open_image"),
    "fvl_core.foundation.items": ("Catalogue", "Item"),
    "fvl_core.foundation.queries": ("Hit", "Hits", "Ingredient", "Query"),
    "fvl_core.foundation.settings": ("assets_dir", "cache_dir"),
    "fvl_core.foundation.trace": ("stage",),
    "fvl_core.index.base": ("VectorIndex",),
    "fvl_core.models.added": ("added_models", "forget_model"),
    "fvl_core.models.adding": ("add_model",),
    "fvl_core.models.base": ("VisionLanguageModel",),
    "fvl_core.models.card": ("ModelCard",),
    "fvl_core.models.fetching": ("fetch_model",),
    "fvl_core.models.hub_cache": ("unfinished_downloads",),
    "fvl_core.models.imports": ("import_library",),
    "fvl_core.models.inspection": ("CheckpointReport", "inspect_checkpoint"),
    "fvl_core.models.installing": ("install_model",),
    "fvl_core.models.klip_truncation": ("truncations",),
    "fvl_core.models.library": ("ModelState", "list_models", "load_model", "model_state"),
    "fvl_core.models.locations": ("is_hub_id",),
    "fvl_core.models.shelf": ("LoadedModel", "ModelShelf", "model_shelf"),
    "fvl_core.tasks.alike": ("AlikeGroup", "collapse_alike"),
    "fvl_core.tasks.cirr": ("evaluate_cirr",),
    "fvl_core.tasks.cirr_submission": ("check_cirr_submission",),
    "fvl_core.tasks.compare.composers": ("ComposerComparison", "ComposerLine", "compare_composers"),
    "fvl_core.tasks.compare.cost": ("CostLine", "measure_cost"),
    "fvl_core.tasks.compare.duel": ("BlindDuel",),
    "fvl_core.tasks.compare.labels": ("LabelComparison", "LabelPair", "compare_labels"),
    "fvl_core.tasks.compare.rankings": ("Placed", "RankingComparison", "RankingPair", "compare_rankings"),
    "fvl_core.tasks.compare.retrieval": ("RetrievalComparison", "RetrievalPair", "compare_retrieval"),
    "fvl_core.tasks.compare.rivals": ("Beaten", "what_beat"),
    "fvl_core.tasks.compare.verdicts": ("Verdict",),
    "fvl_core.tasks.composer_weights": ("keep_composer",),
    "fvl_core.tasks.composer_fits": ("ComposerFit", "composer_fits"),
    "fvl_core.tasks.edit_ledger": ("EditLedger", "Judgement", "Tally", "judge_edit"),
    "fvl_core.tasks.counter_words": ("with_counter_words",),
    "fvl_core.tasks.references": ("reference_item",),
    "fvl_core.tasks.edit_reading": ("Wish", "takes_away"),
    "fvl_core.tasks.encoded_query": ("EncodedQuery",),
    "fvl_core.tasks.error_analysis": ("Confusion", "ErrorAnalysis", "LabelledAnswer"),
    "fvl_core.tasks.classification": ("evaluate_classification",),
    "fvl_core.tasks.retrieval": ("evaluate_retrieval",),
    "fvl_core.tasks.fashionclip.dataset": ("FCLIPDataset",),
    "fvl_core.tasks.fashionclip.surface": ("FashionCLIP",),
    "fvl_core.tasks.fashioniq": ("evaluate_fashioniq",),
    "fvl_core.tasks.flip_ledger": ("Flip", "FlipLedger", "flip_ledger"),
    "fvl_core.tasks.klip_evaluation": ("check_klip", "klip_predictions", "score_klip"),
    "fvl_core.tasks.klip_features": ("extract_klip_pictures", "extract_klip_texts"),
    "fvl_core.tasks.known_answers": (
        "KnownAnswers",
        "Standing",
        "edited_items",
        "known_answers",
        "known_edits",
        "standings",
    ),
    "fvl_core.tasks.known_questions": ("items_by_name",),
    "fvl_core.tasks.question_words": ("as_published",),
    "fvl_core.tasks.query_ranks": ("AskedQuery", "QueryRanks"),
    "fvl_core.tasks.index_job": ("IndexJob",),
    "fvl_core.tasks.index_queue": ("IndexQueue", "index_queue"),
    "fvl_core.tasks.label_panel": ("LabelPanel", "judge_labels"),
    "fvl_core.tasks.label_sets": (
        "LabelSet",
        "list_label_sets",
        "load_label_set",
        "parse_label_set",
        "read_concepts",
        "roll_up",
    ),
    "fvl_core.tasks.localise": ("OcclusionMap", "occlusion_map"),
    "fvl_core.tasks.outfit_evaluation": ("evaluate_outfits",),
    "fvl_core.tasks.outfits": ("OutfitEngine",),
    "fvl_core.tasks.own_labels": ("OwnLabelScores", "score_own_labels"),
    "fvl_core.tasks.patch_map": ("PatchMap", "patch_map"),
    "fvl_core.tasks.prompt_sensitivity": ("Sensitivity", "prompt_sensitivity"),
    "fvl_core.tasks.report": ("Figure", "Report"),
    "fvl_core.tasks.score_background": ("Background",),
    "fvl_core.tasks.score_split": ("Ablation", "ScoreSplit", "ablate"),
    "fvl_core.tasks.search": ("SearchEngine",),
    "fvl_core.tasks.suggestions": ("Suggestion", "suggest_modifiers"),
    "fvl_core.tasks.sweep": ("SweepRow", "sweep"),
    "fvl_core.tasks.token_count": ("TokenCount", "read_tokens"),
    "fvl_core.tasks.triplets": ("evaluate_triplets",),
    "fvl_core.tasks.zero_shot": ("NONE_OF_THESE", "Predictions", "ZeroShotClassifier"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted([*_HOME_OF, "metrics"])


def __getattr__(name: str) -> Any:
    if name == "metrics":
        return importlib.import_module("fvl_core.metrics")
    if name not in _HOME_OF:
        raise AttributeError(f"module 'fvl_core' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


if TYPE_CHECKING:
    from fvl_core import metrics as metrics
    from fvl_core.catalogues.bringing.columns import ColumnChoice as ColumnChoice
    from fvl_core.catalogues.bringing.columns import ColumnFacts as ColumnFacts
    from fvl_core.catalogues.bringing.columns import column_facts as column_facts
    from fvl_core.catalogues.bringing.columns import guess_columns as guess_columns
    from fvl_core.catalogues.bringing.draft import CatalogueDraft as CatalogueDraft
    from fvl_core.catalogues.bringing.survey import Survey as Survey
    from fvl_core.catalogues.cirr import load_cirr as load_cirr
    from fvl_core.catalogues.corrections import Correction as Correction
    from fvl_core.catalogues.counts import AttributeCounts as AttributeCounts
    from fvl_core.catalogues.counts import Taxonomy as Taxonomy
    from fvl_core.catalogues.counts import count_attributes as count_attributes
    from fvl_core.catalogues.counts import find_taxonomy as find_taxonomy
    from fvl_core.catalogues.export_table import export_columns as export_columns
    from fvl_core.catalogues.exporting import ExportReport as ExportReport
    from fvl_core.catalogues.exporting import export_catalogue as export_catalogue
    from fvl_core.catalogues.fashioniq import load_fashioniq as load_fashioniq
    from fvl_core.catalogues.journal import CorrectionJournal as CorrectionJournal
    from fvl_core.catalogues.journal import correct_catalogue as correct_catalogue
    from fvl_core.catalogues.klip_files import read_klip_answers as read_klip_answers
    from fvl_core.catalogues.klip_files import read_klip_features as read_klip_features
    from fvl_core.catalogues.klip_files import read_klip_queries as read_klip_queries
    from fvl_core.catalogues.klip_files import write_klip_features as write_klip_features
    from fvl_core.catalogues.klip_pictures import KlipPictures as KlipPictures
    from fvl_core.catalogues.loading import list_catalogues as list_catalogues
    from fvl_core.catalogues.loading import load_captions as load_captions
    from fvl_core.catalogues.loading import load_catalogue as load_catalogue
    from fvl_core.catalogues.loading import load_triplets as load_triplets
    from fvl_core.catalogues.loading import register_catalogue as register_catalogue
    from fvl_core.catalogues.private import PrivateStore as PrivateStore
    from fvl_core.catalogues.questions import Question as Question
    from fvl_core.catalogues.questions import QuestionSet as QuestionSet
    from fvl_core.catalogues.registers import Captions as Captions
    from fvl_core.catalogues.triplets import Triplet as Triplet
    from fvl_core.composition.base import Composer as Composer
    from fvl_core.composition.kept import KeptComposer as KeptComposer
    from fvl_core.composition.kept import forget_composer as forget_composer
    from fvl_core.composition.kept import kept_composers as kept_composers
    from fvl_core.composition.library import list_composers as list_composers
    from fvl_core.composition.library import load_composer as load_composer
    from fvl_core.embedding.cache import EmbeddingCache as EmbeddingCache
    from fvl_core.embedding.clearing import Cleared as Cleared
    from fvl_core.embedding.clearing import clear_downloads as clear_downloads
    from fvl_core.embedding.clearing import clear_vectors as clear_vectors
    from fvl_core.embedding.pipeline import EncodingReport as EncodingReport
    from fvl_core.embedding.pipeline import encode_catalogue as encode_catalogue
    from fvl_core.embedding.pipeline import known_part as known_part
    from fvl_core.embedding.precomputed import import_features as import_features
    from fvl_core.embedding.precomputed import read_index_features as read_index_features
    from fvl_core.embedding.storage import Storage as Storage
    from fvl_core.embedding.storage import read_catalogue_shares as read_catalogue_shares
    from fvl_core.embedding.storage import read_storage as read_storage
    from fvl_core.foundation.abilities import AcceptsPseudoWords as AcceptsPseudoWords
    from fvl_core.foundation.abilities import GivesPatches as GivesPatches
    from fvl_core.foundation.abilities import TakesPixels as TakesPixels
    from fvl_core.foundation.embeddings import Embeddings as Embeddings
    from fvl_core.foundation.errors import CorruptFileError as CorruptFileError
    from fvl_core.foundation.errors import FvlError as FvlError
    from fvl_core.foundation.errors import InvalidInputError as InvalidInputError
    from fvl_core.foundation.errors import MissingLibraryError as MissingLibraryError
    from fvl_core.foundation.errors import SpaceMismatchError as SpaceMismatchError
    from fvl_core.foundation.errors import UnknownNameError as UnknownNameError
    from fvl_core.foundation.errors import WeightsUnavailable as WeightsUnavailable
    from fvl_core.foundation.images import image_digest as image_digest
    from fvl_core.foundation.images import open_image as open_image
    from fvl_core.foundation.items import Catalogue as Catalogue
    from fvl_core.foundation.items import Item as Item
    from fvl_core.foundation.queries import Hit as Hit
    from fvl_core.foundation.queries import Hits as Hits
    from fvl_core.foundation.queries import Ingredient as Ingredient
    from fvl_core.foundation.queries import Query as Query
    from fvl_core.foundation.settings import assets_dir as assets_dir
    from fvl_core.foundation.settings import cache_dir as cache_dir
    from fvl_core.foundation.trace import stage as stage
    from fvl_core.index.base import VectorIndex as VectorIndex
    from fvl_core.models.added import added_models as added_models
    from fvl_core.models.added import forget_model as forget_model
    from fvl_core.models.adding import add_model as add_model
    from fvl_core.models.base import VisionLanguageModel as VisionLanguageModel
    from fvl_core.models.card import ModelCard as ModelCard
    from fvl_core.models.fetching import fetch_model as fetch_model
    from fvl_core.models.hub_cache import unfinished_downloads as unfinished_downloads
    from fvl_core.models.imports import import_library as import_library
    from fvl_core.models.inspection import CheckpointReport as CheckpointReport
    from fvl_core.models.inspection import inspect_checkpoint as inspect_checkpoint
    from fvl_core.models.installing import install_model as install_model
    from fvl_core.models.klip_truncation import truncations as truncations
    from fvl_core.models.library import ModelState as ModelState
    from fvl_core.models.library import list_models as list_models
    from fvl_core.models.library import load_model as load_model
    from fvl_core.models.library import model_state as model_state
    from fvl_core.models.locations import is_hub_id as is_hub_id
    from fvl_core.models.shelf import LoadedModel as LoadedModel
    from fvl_core.models.shelf import ModelShelf as ModelShelf
    from fvl_core.models.shelf import model_shelf as model_shelf
    from fvl_core.tasks.alike import AlikeGroup as AlikeGroup
    from fvl_core.tasks.alike import collapse_alike as collapse_alike
    from fvl_core.tasks.cirr import evaluate_cirr as evaluate_cirr
    from fvl_core.tasks.cirr_submission import check_cirr_submission as check_cirr_submission
    from fvl_core.tasks.classification import evaluate_classification as evaluate_classification
    from fvl_core.tasks.compare.composers import ComposerComparison as ComposerComparison
    from fvl_core.tasks.compare.composers import ComposerLine as ComposerLine
    from fvl_core.tasks.compare.composers import compare_composers as compare_composers
    from fvl_core.tasks.compare.cost import CostLine as CostLine
    from fvl_core.tasks.compare.cost import measure_cost as measure_cost
    from fvl_core.tasks.compare.duel import BlindDuel as BlindDuel
    from fvl_core.tasks.compare.labels import LabelComparison as LabelComparison
    from fvl_core.tasks.compare.labels import LabelPair as LabelPair
    from fvl_core.tasks.compare.labels import compare_labels as compare_labels
    from fvl_core.tasks.compare.rankings import Placed as Placed
    from fvl_core.tasks.compare.rankings import RankingComparison as RankingComparison
    from fvl_core.tasks.compare.rankings import RankingPair as RankingPair
    from fvl_core.tasks.compare.rankings import compare_rankings as compare_rankings
    from fvl_core.tasks.compare.retrieval import RetrievalComparison as RetrievalComparison
    from fvl_core.tasks.compare.retrieval import RetrievalPair as RetrievalPair
    from fvl_core.tasks.compare.retrieval import compare_retrieval as compare_retrieval
    from fvl_core.tasks.compare.rivals import Beaten as Beaten
    from fvl_core.tasks.compare.rivals import what_beat as what_beat
    from fvl_core.tasks.compare.verdicts import Verdict as Verdict
    from fvl_core.tasks.composer_fits import ComposerFit as ComposerFit
    from fvl_core.tasks.composer_fits import composer_fits as composer_fits
    from fvl_core.tasks.composer_weights import keep_composer as keep_composer
    from fvl_core.tasks.counter_words import with_counter_words as with_counter_words
    from fvl_core.tasks.edit_ledger import EditLedger as EditLedger
    from fvl_core.tasks.edit_ledger import Judgement as Judgement
    from fvl_core.tasks.edit_ledger import Tally as Tally
    from fvl_core.tasks.edit_ledger import judge_edit as judge_edit
    from fvl_core.tasks.edit_reading import Wish as Wish
    from fvl_core.tasks.edit_reading import takes_away as takes_away
    from fvl_core.tasks.encoded_query import EncodedQuery as EncodedQuery
    from fvl_core.tasks.error_analysis import Confusion as Confusion
    from fvl_core.tasks.error_analysis import ErrorAnalysis as ErrorAnalysis
    from fvl_core.tasks.error_analysis import LabelledAnswer as LabelledAnswer
    from fvl_core.tasks.fashionclip.dataset import FCLIPDataset as FCLIPDataset
    from fvl_core.tasks.fashionclip.surface import FashionCLIP as FashionCLIP
    from fvl_core.tasks.fashioniq import evaluate_fashioniq as evaluate_fashioniq
    from fvl_core.tasks.flip_ledger import Flip as Flip
    from fvl_core.tasks.flip_ledger import FlipLedger as FlipLedger
    from fvl_core.tasks.flip_ledger import flip_ledger as flip_ledger
    from fvl_core.tasks.index_job import IndexJob as IndexJob
    from fvl_core.tasks.index_queue import IndexQueue as IndexQueue
    from fvl_core.tasks.index_queue import index_queue as index_queue
    from fvl_core.tasks.klip_evaluation import check_klip as check_klip
    from fvl_core.tasks.klip_evaluation import klip_predictions as klip_predictions
    from fvl_core.tasks.klip_evaluation import score_klip as score_klip
    from fvl_core.tasks.klip_features import extract_klip_pictures as extract_klip_pictures
    from fvl_core.tasks.klip_features import extract_klip_texts as extract_klip_texts
    from fvl_core.tasks.known_answers import KnownAnswers as KnownAnswers
    from fvl_core.tasks.known_answers import Standing as Standing
    from fvl_core.tasks.known_answers import edited_items as edited_items
    from fvl_core.tasks.known_answers import known_answers as known_answers
    from fvl_core.tasks.known_answers import known_edits as known_edits
    from fvl_core.tasks.known_answers import standings as standings
    from fvl_core.tasks.known_questions import items_by_name as items_by_name
    from fvl_core.tasks.label_panel import LabelPanel as LabelPanel
    from fvl_core.tasks.label_panel import judge_labels as judge_labels
    from fvl_core.tasks.label_sets import LabelSet as LabelSet
    from fvl_core.tasks.label_sets import list_label_sets as list_label_sets
    from fvl_core.tasks.label_sets import load_label_set as load_label_set
    from fvl_core.tasks.label_sets import parse_label_set as parse_label_set
    from fvl_core.tasks.label_sets import read_concepts as read_concepts
    from fvl_core.tasks.label_sets import roll_up as roll_up
    from fvl_core.tasks.localise import OcclusionMap as OcclusionMap
    from fvl_core.tasks.localise import occlusion_map as occlusion_map
    from fvl_core.tasks.outfit_evaluation import evaluate_outfits as evaluate_outfits
    from fvl_core.tasks.outfits import OutfitEngine as OutfitEngine
    from fvl_core.tasks.own_labels import OwnLabelScores as OwnLabelScores
    from fvl_core.tasks.own_labels import score_own_labels as score_own_labels
    from fvl_core.tasks.patch_map import PatchMap as PatchMap
    from fvl_core.tasks.patch_map import patch_map as patch_map
    from fvl_core.tasks.prompt_sensitivity import Sensitivity as Sensitivity
    from fvl_core.tasks.prompt_sensitivity import prompt_sensitivity as prompt_sensitivity
    from fvl_core.tasks.query_ranks import AskedQuery as AskedQuery
    from fvl_core.tasks.query_ranks import QueryRanks as QueryRanks
    from fvl_core.tasks.question_words import as_published as as_published
    from fvl_core.tasks.references import reference_item as reference_item
    from fvl_core.tasks.report import Figure as Figure
    from fvl_core.tasks.report import Report as Report
    from fvl_core.tasks.retrieval import evaluate_retrieval as evaluate_retrieval
    from fvl_core.tasks.score_background import Background as Background
    from fvl_core.tasks.score_split import Ablation as Ablation
    from fvl_core.tasks.score_split import ScoreSplit as ScoreSplit
    from fvl_core.tasks.score_split import ablate as ablate
    from fvl_core.tasks.search import SearchEngine as SearchEngine
    from fvl_core.tasks.suggestions import Suggestion as Suggestion
    from fvl_core.tasks.suggestions import suggest_modifiers as suggest_modifiers
    from fvl_core.tasks.sweep import SweepRow as SweepRow
    from fvl_core.tasks.sweep import sweep as sweep
    from fvl_core.tasks.token_count import TokenCount as TokenCount
    from fvl_core.tasks.token_count import read_tokens as read_tokens
    from fvl_core.tasks.triplets import evaluate_triplets as evaluate_triplets
    from fvl_core.tasks.zero_shot import NONE_OF_THESE as NONE_OF_THESE
    from fvl_core.tasks.zero_shot import Predictions as Predictions
    from fvl_core.tasks.zero_shot import ZeroShotClassifier as ZeroShotClassifier
