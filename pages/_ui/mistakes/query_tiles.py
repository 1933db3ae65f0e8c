"""A tile per query of a report: what it asked, at which rank its answer stands, and the way to its search."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import fvl_core as fvl
from pages._ui import address, gallery, sidebar, thumbnails
from pages._ui.composed.known import KINDS
from pages._ui.engines import COMPOSER


def tiles(
    catalogue: fvl.Catalogue, found: fvl.QueryRanks, queries: Sequence[tuple[fvl.AskedQuery, str]]
) -> list[gallery.Tile]:
    """Return a tile for each query, which come with the ids of their references."""
    items = [catalogue.item(item_id) for _, item_id in queries]
    model = _model_of(found)
    return [
        gallery.Tile(
            id=str(place),
            src=small.src,
            aspect=small.aspect,
            alt=f"rank {query.rank}: {item.title or item.id}, {query.modifier}",
            title=query.modifier,
            left=f"rank {query.rank:,}",
            right=_kind(query),
            href=link(found, query, item.id, model=model, catalogue=address.text("catalogue")),
        )
        for place, ((query, _), item, small) in enumerate(
            zip(queries, items, thumbnails.of_all(items), strict=True)
        )
    ]


def link(
    found: fvl.QueryRanks, query: fvl.AskedQuery, item_id: str, *, model: str = "", catalogue: str = ""
) -> str:
    """Return the way to the Search page with one query, as it was measured; relative to this page.

    Model and catalogue are "" where they are the first of the sidebar, which stand in no address: a link that
    names them would be changed when it is opened, and Back would lead to it instead of here.

    Example:
        >>> query = fvl.AskedQuery(id="0", reference="B1", modifier="in red ", kind="", target="b", rank=3)
        >>> facts = {"model": "m", "catalogue": "demo", "protocol": "", "date": ""}
        >>> found = fvl.QueryRanks(**facts, composer="slerp", text_weight=0.6, queries=(query,))
        >>> link(found, query, "images/B1.png", catalogue="shop")
        'search?catalogue=shop&item=images%2FB1.png&q=in+red&composer=slerp&w=0.6'
    """
    told = {
        "model": model,
        "catalogue": catalogue,
        "item": item_id,
        "q": query.modifier.strip(),
        "composer": "" if found.composer == COMPOSER else found.composer,
        "w": "" if found.text_weight in (None, 0.5) else f"{found.text_weight:g}",
    }
    return f"search?{urlencode({name: value for name, value in told.items() if value})}"


def _kind(query: fvl.AskedQuery) -> str:
    if query.rank_in_subset is not None:
        return f"{query.rank_in_subset} in its image set"
    return KINDS.get(query.kind, query.kind)


def _model_of(found: fvl.QueryRanks) -> str:
    """Return the model that was measured if it is here and not chosen, else what the address says."""
    here = [card.name for card in fvl.list_models() if fvl.model_state(card.name).on_disk]
    is_another = found.model in here and found.model != sidebar.chosen().model
    return found.model if is_another else address.text("model")
