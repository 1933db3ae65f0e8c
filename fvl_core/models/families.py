"""Which code loads which family of models."""

from __future__ import annotations

from fvl_core.foundation.registry import Registry

FAMILIES = Registry[str]("family")
"""Each family with its loader as "module:function", imported when first needed. A new family is one line."""

FAMILIES.add("fvl-tiny", "fvl_core.models.tiny.adapter:load_tiny")
FAMILIES.add("openfashionclip", "fvl_core.models.open_clip_adapter:load_open_clip")
FAMILIES.add("fashionclip", "fvl_core.models.transformers_adapter:load_transformers")
FAMILIES.add("fashionklip", "fvl_core.models.open_clip_adapter:load_open_clip")
FAMILIES.add("open_clip", "fvl_core.models.open_clip_adapter:load_open_clip")
FAMILIES.add("clip4cir", "fvl_core.models.open_clip_adapter:load_open_clip")
FAMILIES.add("transformers", "fvl_core.models.transformers_adapter:load_transformers")
FAMILIES.add("fashionvil", "fvl_core.models.fashionvil.loading:load_fashionvil")
FAMILIES.add("hand", "fvl_core.models.hand:load_hand")
