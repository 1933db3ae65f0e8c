"""Where pictures come from on the command line: a folder, a zip archive, or a table with its pictures."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fvl_core.commands.output import notice
from fvl_core.commands.progress import progress_bar
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.settings import cache_dir

if TYPE_CHECKING:
    from fvl_core.catalogues.bringing.columns import ColumnChoice
    from fvl_core.catalogues.bringing.draft import CatalogueDraft
    from fvl_core.catalogues.bringing.survey import Survey

MOST_NAMED = 20


@dataclass(frozen=True)
class Asked:
    """Hold the options of `source_options`; "" where one was not given."""

    pictures: Path | None = None
    image_column: str = ""
    id_column: str = ""
    title_column: str = ""
    caption_column: str = ""
    attributes: tuple[str, ...] = ()

    def choose(self, guess: ColumnChoice) -> ColumnChoice:
        """Put what was asked for in place of what was guessed."""
        roles = {
            "image": self.image_column,
            "id": self.id_column,
            "title": self.title_column,
            "caption": self.caption_column,
        }
        chosen = {role: column for role, column in roles.items() if column}
        taken = set(chosen.values())
        attributes = self.attributes or tuple(name for name in guess.attributes if name not in taken)
        return replace(guess, attributes=attributes, **chosen)


def source_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add SOURCE, --name, and the options that say how a table is read."""
    options = (
        click.argument("source", type=click.Path(exists=True, path_type=Path)),
        click.option("--name", help="What to call it; the source's own name by default."),
        click.option(
            "--pictures",
            type=click.Path(exists=True, path_type=Path),
            help="For a table: the folder or zip with its pictures; the table's own folder by default.",
        ),
        click.option("--image-column", default="", help="For a table: the column that names the pictures."),
        click.option("--id-column", default="", help="For a table: the column of the ids."),
        click.option("--title-column", default="", help="For a table: the column of the titles."),
        click.option("--caption-column", default="", help="For a table: the column of the captions."),
        click.option(
            "--attribute",
            "attributes",
            multiple=True,
            help="For a table: a column to filter and to label by (repeatable); guessed by default.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


@contextmanager
def brought(source: Path, name: str | None, asked: Asked) -> Iterator[tuple[str, Path]]:
    """Yield the name and the folder of the catalogue that the source gives; register it when all went well.

    Raises:
        InvalidInputError: when the source gives no catalogue, or the name cannot be one.
    """
    from fvl_core.catalogues.bringing.parts import base_name
    from fvl_core.catalogues.loading import register_catalogue, registered_folder, require_name

    source = source.expanduser().resolve()
    name = name or (source.name if source.is_dir() else base_name(source.name))
    require_name(name)
    if source.is_dir():
        yield name, source
        register_catalogue(name, source)
        return
    before = registered_folder(name)
    kept = cache_dir() / "kept"
    folder = kept / secrets.token_hex(8)
    folder.mkdir(parents=True)
    try:
        tell_survey(_make(folder, source, asked))
        yield name, folder
        register_catalogue(name, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if before is not None and before.is_relative_to(kept):
        shutil.rmtree(before, ignore_errors=True)


def _make(folder: Path, source: Path, asked: Asked) -> Survey:
    from fvl_core.catalogues.bringing.columns import guess_columns
    from fvl_core.catalogues.bringing.draft import CatalogueDraft
    from fvl_core.catalogues.bringing.sheet import TABLE_SUFFIXES

    draft = CatalogueDraft(folder, max_bytes=shutil.disk_usage(folder).free)
    if source.suffix.lower() == ".zip":
        _unpack(draft, source)
    elif source.suffix.lower() in TABLE_SUFFIXES:
        _read_table(draft, source)
        if not draft.pile.pictures:
            _add_pictures(draft, (asked.pictures or source.parent).expanduser().resolve())
        elif asked.pictures is not None:
            raise InvalidInputError(f"{source.name} holds its pictures.", remedy="Leave --pictures out.")
    else:
        kinds = ", ".join(sorted(suffix[1:] for suffix in (*TABLE_SUFFIXES, ".zip")))
        raise InvalidInputError(
            f"{source.name} is neither a folder, an archive nor a table.", remedy=f"Known are: {kinds}."
        )
    sheet = draft.sheet()
    return draft.make(asked.choose(guess_columns(sheet)) if sheet is not None else None, source=source.name)


def _read_table(draft: CatalogueDraft, source: Path) -> None:
    from fvl_core.catalogues.bringing.parts import parts_of

    parts = parts_of(source)
    for part in parts:
        with progress_bar(f"Reading {part.name}", unit="row") as advance:
            draft.add_table(part.name, part, on_progress=advance)
    if len(parts) > 1:
        notice(f"{len(parts)} parts of one table were read: {parts[0].name} to {parts[-1].name}")


def _add_pictures(draft: CatalogueDraft, pictures: Path) -> None:
    if pictures.is_dir():
        draft.add_folder(pictures)
    else:
        _unpack(draft, pictures)


def _unpack(draft: CatalogueDraft, archive: Path) -> None:
    with progress_bar(f"Unpacking {archive.name}", unit="file") as advance:
        draft.add_archive(archive.name, archive, on_progress=advance)
    exported = draft.table.catalogue
    if exported not in ("", archive.stem):
        notice(f"{archive.name} was exported from the catalogue {exported!r}; --name can give it that name")


def tell_survey(survey: Survey) -> None:
    """Say what became of everything that was brought, and name what was left out."""
    counts = (
        (survey.n_without_picture, "rows without a picture left out"),
        (survey.n_repeated_ids, "repeated ids numbered"),
        (survey.n_equal, "items with the same picture as another"),
        (survey.n_unused, "pictures that no row names"),
        (survey.n_others, "files that are no pictures"),
    )
    told = "".join(f", {count:,} {what}" for count, what in counts if count)
    notice(f"{len(survey.rows):,} items of {survey.n_rows:,}{told}")
    for note in survey.notes:
        notice(note)
    for _, sentence in survey.problems[:MOST_NAMED]:
        notice(sentence)
    if len(survey.problems) > MOST_NAMED:
        notice(f"and {len(survey.problems) - MOST_NAMED:,} more")
