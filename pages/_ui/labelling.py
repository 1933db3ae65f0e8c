"""Labels, templates and their answers for the Zero-shot page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl
from pages._ui import address, doubts, filters, jobs, label_lists, pictures, unseen
from pages._ui.label_lists import MAX_LABELS

GARMENTS = ("dress", "shirt", "trousers", "skirt", "jacket", "shoes", "bag")


@dataclass(frozen=True)
class Wording:
    """Hold labels, the templates of each, and the scale; `lost` names what the address lost.

    `parents` are pairs (label, group) of those labels that have a group above them.
    """

    labels: tuple[str, ...]
    templates: tuple[str, ...]
    lost: tuple[str, ...] = ()
    temperature: float = 1.0
    none_of_these: bool = False
    parents: tuple[tuple[str, str], ...] = ()

    @property
    def question(self) -> tuple[tuple[str, ...], tuple[str, ...], float, bool]:
        """Return all that the answers hang on."""
        return self.labels, self.templates, self.temperature, self.none_of_these

    @property
    def told(self) -> str:
        """Say it in a line."""
        templates = ", ".join(f"“{template}”" for template in self.templates)
        none = ", none of these" if self.none_of_these else ""
        return f"{len(self.labels)} labels in {templates}, temperature {self.temperature:g}{none}"

    def classifier(self, model: fvl.VisionLanguageModel) -> fvl.ZeroShotClassifier:
        """Return the classifier of a model for this wording; raises FvlError when it cannot be used."""
        return fvl.ZeroShotClassifier(
            model,
            self.labels,
            templates=self.templates,
            temperature=self.temperature,
            none_of_these=self.none_of_these,
        )


@dataclass(frozen=True)
class Answers:
    """Hold predictions for the pictures that could be read, and sentences about the others.

    `unseen` are words of labels and templates that the model has never seen; `gives_patches` says whether it
    keeps the parts of a picture apart.
    """

    pictures: tuple[pictures.Picture, ...]
    predictions: fvl.Predictions | None
    problems: tuple[str, ...]
    unseen: tuple[str, ...]
    doubts: doubts.Doubts | None
    gives_patches: bool

    def place_of(self, current: str) -> int:
        """Return where the picture of this id stands, 0 when it is not here."""
        return next((i for i, picture in enumerate(self.pictures) if picture.id == current), 0)


def read(catalogue: fvl.Catalogue, card: fvl.ModelCard) -> Wording:
    """Read labels and templates from the address, or take the catalogue's and the card's."""
    lost: list[str] = []
    labels, parents = label_lists.read(address.many("labels"), presets(catalogue).values(), lost)
    templates = address.many("template") or card.templates
    if wrong := [template for template in templates if "{}" not in template]:
        lost.append(f"The template “{wrong[0]}” has no {{}} for the label; the model's own is used.")
        templates = card.templates
    chosen = labels or default_labels(catalogue)
    return Wording(chosen, templates, tuple(lost), parents=tuple(parents.items()))


def presets(catalogue: fvl.Catalogue) -> dict[str, tuple[str, ...]]:
    """Return label lists by name: the values of each attribute, and kinds of garment where no category is."""
    lists = {name: tuple(catalogue.values(name))[:MAX_LABELS] for name in filters.filterable(catalogue)}
    return lists if "category" in lists else {"garments": GARMENTS, **lists}


def default_labels(catalogue: fvl.Catalogue) -> tuple[str, ...]:
    """Return the labels that stand there before anybody typed any."""
    lists = presets(catalogue)
    return lists.get("category") or lists["garments"]


def classify(
    model: str, wording: Wording, shown: Sequence[pictures.Picture], waiting: DeltaGenerator
) -> Answers | None:
    """Return what a model makes of pictures, or None as `jobs.result`; answers of equal questions are kept.

    Raises:
        FvlError: when the model or the wording cannot be used.
    """
    key = ("answers", model, wording, tuple(picture.content for picture in shown))
    given: Answers | None = jobs.result(key, lambda job: _classify(job, model, wording, shown), waiting)
    return given


def _classify(job: jobs.Job, model: str, wording: Wording, shown: Sequence[pictures.Picture]) -> Answers:
    good, problems = _readable(shown)
    job.begin(f"Loading the weights of {model}, once")
    with fvl.model_shelf().borrow(model) as loaded:
        job.begin(f"{model} looks at {len(good)} picture{'s' * (len(good) != 1)}")
        classifier = wording.classifier(loaded)
        embeddings = classifier.cache.encode_images(loaded, [picture.source for picture in good])
        found = doubts.of(classifier, embeddings) if good else None
        predictions = found.panel.predictions if found else None
        bare = (template.replace("{}", " ") for template in wording.templates)
        unknown = unseen.words_of(loaded, [*wording.labels, *bare])
        gives_patches = isinstance(loaded, fvl.GivesPatches)
    return Answers(tuple(good), predictions, tuple(problems), unknown, found, gives_patches)


def _readable(shown: Sequence[pictures.Picture]) -> tuple[list[pictures.Picture], list[str]]:
    good, problems = [], []
    for picture in shown:
        try:
            fvl.open_image(picture.source, name=picture.name)
            good.append(picture)
        except fvl.FvlError as error:
            problems.append(str(error))
    return good, problems


def card_of(model: str) -> fvl.ModelCard:
    """Return a model's card; one that is not in the list is asked for its own."""
    listed = {card.name: card for card in fvl.list_models()}
    if model in listed:
        return listed[model]
    with fvl.model_shelf().borrow(model) as loaded:
        return loaded.card
