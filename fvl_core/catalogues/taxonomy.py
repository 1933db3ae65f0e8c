"""Name what a drawn garment can be: categories in two levels, colours with shades, patterns and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ATTRIBUTES = (
    "category",
    "parent",
    "colour",
    "pattern",
    "sleeve",
    "length",
    "neckline",
    "fabric",
    "fit",
    "closure",
)


@dataclass(frozen=True)
class Colour:
    """One colour word, its table value and the named shades that people still call by that word."""

    name: str
    hex: str
    shades: Mapping[str, str]


@dataclass(frozen=True)
class Category:
    """One kind of garment and the values that each of its attributes can take (empty: does not apply).

    ``weights`` of a value default to one; a tuple that repeats a value makes it more frequent.
    """

    name: str
    parent: str
    plural: str
    synonyms: tuple[str, ...] = ()
    sleeve: tuple[str, ...] = ("",)
    length: tuple[str, ...] = ("",)
    neckline: tuple[str, ...] = ("",)
    fabric: tuple[str, ...] = ("cotton",)
    fit: tuple[str, ...] = ("",)
    closure: tuple[str, ...] = ("",)
    patterns: tuple[str, ...] = field(default=("plain",))
    pair: bool = False

    def allowed(self, attribute: str) -> frozenset[str]:
        """Return the values that ``attribute`` can take in this category."""
        values = self.patterns if attribute == "pattern" else getattr(self, attribute)
        return frozenset((values,)) if isinstance(values, str) else frozenset(values)


def _colour(name: str, value: str, **shades: str) -> tuple[str, Colour]:
    return name, Colour(
        name, value, {name: value, **{key.replace("_", " "): tint for key, tint in shades.items()}}
    )


COLOURS: Mapping[str, Colour] = dict(
    (
        _colour("black", "#141416", jet="#0f0f12", charcoal_black="#202024"),
        _colour("white", "#f4f4f2", snow="#f7f8fa", off_white="#f1eee6"),
        _colour("grey", "#85868a", slate="#6d7076", silver_grey="#a2a4a8"),
        _colour("red", "#c1121f", scarlet="#d41c22", cherry="#ab0d22"),
        _colour("orange", "#f3722c", tangerine="#fb8128", burnt_orange="#e15c1c"),
        _colour("yellow", "#f6d743", lemon="#f8e35e", sunflower="#f7cd28"),
        _colour("green", "#3a7d44", emerald="#1f8a52", forest="#2c6a37"),
        _colour("blue", "#1f5fbf", royal="#1d4fb6", cobalt="#2a6fd0"),
        _colour("purple", "#7b3fa0", violet="#8746b4", plum="#6b3089"),
        _colour("pink", "#f08cae", rose="#ea7aa0", blush="#f4a6be"),
        _colour("brown", "#6f4626", chocolate="#583319", chestnut="#7f4c2b"),
        _colour("navy", "#1b2a49", midnight="#16223f", ink="#22345a"),
        _colour("light blue", "#9cc3e6", sky="#8dbbe4", powder_blue="#aecfea"),
        _colour("beige", "#cdb591", sand="#d4bd98", camel="#c3a478"),
        _colour("olive", "#6b6b2f", khaki="#77763b", army="#5c5e2b"),
        _colour("burgundy", "#6a1326", wine="#741a2e", maroon="#5d1020"),
        _colour("teal", "#12787c", petrol="#0e6872", peacock="#16888a"),
        _colour("mint", "#a9dfc4", pistachio="#b4dfb6", aqua="#a0e0cf"),
        _colour("mustard", "#c8961e", ochre="#bd8a1f", gold="#cfa02c"),
        _colour("lilac", "#c4a8de", lavender="#b9a3e0", mauve="#c6a0d2"),
    )
)

PATTERNS: Mapping[str, tuple[str, ...]] = {
    "plain": ("plain", "solid", "single-coloured"),
    "horizontal stripes": ("striped", "horizontally striped", "stripy"),
    "vertical stripes": ("vertically striped", "pinstriped", "with vertical stripes"),
    "checks": ("checked", "gingham", "checkered"),
    "tartan": ("tartan", "plaid", "tartan check"),
    "polka dots": ("polka dot", "dotted", "spotted"),
    "floral": ("floral", "flowered", "flower print"),
    "leopard print": ("leopard print", "animal print", "leopard"),
    "camouflage": ("camouflage", "camo", "army pattern"),
    "colour block": ("colour-block", "two-tone", "color-block"),
    "graphic print": ("graphic", "printed", "with a print"),
    "cable knit": ("cable-knit", "chunky cable", "cabled"),
    "washed": ("washed", "faded", "stonewashed"),
    "tie-dye": ("tie-dye", "tie-dyed", "batik"),
}

SLEEVES: Mapping[str, tuple[str, ...]] = {
    "sleeveless": ("sleeveless", "with no sleeves", "without sleeves"),
    "short": ("short-sleeved", "with short sleeves", "short sleeve"),
    "three-quarter": ("with three-quarter sleeves", "three-quarter-sleeved", "with elbow-length sleeves"),
    "long": ("long-sleeved", "with long sleeves", "long sleeve"),
}

_ALL = ("plain", "plain", "plain", "horizontal stripes", "vertical stripes", "checks", "polka dots", "floral")
_JERSEY = (*_ALL, "leopard print", "camouflage", "colour block", "graphic print", "graphic print", "tie-dye")
_SHIRT = (*_ALL, "tartan", "tartan", "checks", "vertical stripes", "leopard print", "tie-dye")
_KNIT = ("plain", "plain", "horizontal stripes", "cable knit", "cable knit", "colour block", "polka dots")
_COAT = ("plain", "plain", "plain", "checks", "tartan")
_SPORT = ("plain", "plain", "plain", "colour block", "camouflage", "tie-dye", "graphic print")
_FITS = ("slim", "regular", "regular", "loose")


def _make(name: str, parent: str, plural: str, *synonyms: str, **options: object) -> tuple[str, Category]:
    return name, Category(name, parent, plural, synonyms, **options)  # type: ignore[arg-type]


CATEGORIES: Mapping[str, Category] = dict(
    (
        # tops
        _make(
            "t-shirt",
            "tops",
            "t-shirts",
            "tee",
            "tshirt",
            sleeve=("short",),
            length=("cropped", "regular", "regular"),
            neckline=("crew neck", "crew neck", "v-neck", "scoop neck"),
            fit=_FITS,
            closure=("pull-on",),
            patterns=_JERSEY,
        ),
        _make(
            "long-sleeved top",
            "tops",
            "long-sleeved tops",
            "longsleeve",
            "long-sleeve top",
            sleeve=("three-quarter", "long", "long"),
            length=("cropped", "regular", "regular"),
            neckline=("crew neck", "v-neck", "scoop neck", "boat neck"),
            fit=_FITS,
            closure=("pull-on",),
            patterns=_JERSEY,
        ),
        _make(
            "shirt",
            "tops",
            "shirts",
            "button-up shirt",
            "button-down",
            sleeve=("short", "long", "long"),
            length=("regular",),
            neckline=("shirt collar", "shirt collar", "shirt collar", "band collar"),
            fabric=("cotton", "linen", "denim"),
            fit=_FITS,
            closure=("buttons",),
            patterns=_SHIRT,
        ),
        _make(
            "blouse",
            "tops",
            "blouses",
            "ladies' blouse",
            sleeve=("short", "three-quarter", "long"),
            length=("regular",),
            neckline=("v-neck", "ruffled neck", "bow neck"),
            fabric=("satin", "cotton"),
            fit=("regular", "loose"),
            closure=("buttons", "pull-on"),
            patterns=(*_ALL, "floral", "leopard print"),
        ),
        _make(
            "polo shirt",
            "tops",
            "polo shirts",
            "polo",
            sleeve=("short", "short", "long"),
            length=("regular",),
            neckline=("polo collar",),
            fit=_FITS,
            closure=("buttons",),
            patterns=("plain", "plain", "plain", "horizontal stripes", "colour block"),
        ),
        _make(
            "tank top",
            "tops",
            "tank tops",
            "vest top",
            "singlet",
            sleeve=("sleeveless",),
            length=("cropped", "regular", "regular"),
            neckline=("scoop neck", "v-neck", "thin straps"),
            fit=_FITS[:-1],
            closure=("pull-on",),
            patterns=_JERSEY,
        ),
        _make(
            "jumper",
            "tops",
            "jumpers",
            "sweater",
            "pullover",
            sleeve=("long",),
            length=("cropped", "regular", "regular"),
            neckline=("crew neck", "v-neck", "roll neck"),
            fabric=("knit",),
            fit=_FITS,
            closure=("pull-on",),
            patterns=_KNIT,
        ),
        _make(
            "cardigan",
            "tops",
            "cardigans",
            "cardi",
            "knitted jacket",
            sleeve=("long",),
            length=("regular", "regular", "long"),
            neckline=("v-neck", "crew neck"),
            fabric=("knit",),
            fit=_FITS,
            closure=("buttons",),
            patterns=_KNIT,
        ),
        _make(
            "hoodie",
            "tops",
            "hoodies",
            "hooded sweatshirt",
            "hooded top",
            sleeve=("long",),
            length=("cropped", "regular", "regular"),
            neckline=("hood",),
            fabric=("fleece",),
            fit=_FITS,
            closure=("pull-on", "zip"),
            patterns=_SPORT,
        ),
        _make(
            "sweatshirt",
            "tops",
            "sweatshirts",
            "sweat top",
            sleeve=("long",),
            length=("regular",),
            neckline=("crew neck", "half-zip"),
            fabric=("fleece",),
            fit=_FITS,
            closure=("pull-on",),
            patterns=_SPORT,
        ),
        # bottoms
        _make(
            "trousers",
            "bottoms",
            "trousers",
            "pants",
            "slacks",
            length=("cropped", "full-length", "full-length"),
            fabric=("cotton", "wool", "linen", "corduroy"),
            fit=("slim", "regular", "wide-leg"),
            closure=("zip",),
            pair=True,
            patterns=("plain", "plain", "plain", "checks", "vertical stripes", "tartan", "camouflage"),
        ),
        _make(
            "jeans",
            "bottoms",
            "jeans",
            "denims",
            "denim trousers",
            length=("cropped", "full-length", "full-length"),
            fabric=("denim",),
            fit=("slim", "regular", "wide-leg"),
            closure=("zip",),
            patterns=("plain", "washed", "washed"),
            pair=True,
        ),
        _make(
            "joggers",
            "bottoms",
            "joggers",
            "tracksuit bottoms",
            "sweatpants",
            length=("full-length",),
            fabric=("fleece",),
            fit=("regular", "loose"),
            closure=("drawstring",),
            patterns=_SPORT,
            pair=True,
        ),
        _make(
            "leggings",
            "bottoms",
            "leggings",
            "tights",
            length=("cropped", "full-length", "full-length"),
            fabric=("jersey",),
            fit=("slim",),
            closure=("elastic",),
            pair=True,
            patterns=(
                "plain",
                "plain",
                "floral",
                "leopard print",
                "colour block",
                "tie-dye",
                "horizontal stripes",
            ),
        ),
        _make(
            "shorts",
            "bottoms",
            "shorts",
            "short trousers",
            length=("short", "knee-length"),
            fabric=("cotton", "denim", "nylon"),
            fit=("slim", "regular", "loose"),
            closure=("zip", "drawstring"),
            pair=True,
            patterns=(*_ALL, "camouflage", "tartan", "tie-dye"),
        ),
        _make(
            "skirt",
            "bottoms",
            "skirts",
            "ladies' skirt",
            length=("mini", "knee-length", "midi", "maxi"),
            fabric=("cotton", "denim", "satin", "wool"),
            fit=("straight", "a-line", "pleated"),
            closure=("zip", "elastic", "buttons"),
            patterns=(*_ALL, "tartan", "leopard print", "tie-dye"),
        ),
        # dresses
        _make(
            "dress",
            "dresses",
            "dresses",
            "frock",
            "gown",
            sleeve=("sleeveless", "sleeveless", "short", "three-quarter", "long"),
            length=("mini", "knee-length", "midi", "maxi"),
            neckline=("crew neck", "v-neck", "scoop neck", "thin straps", "shirt collar"),
            fabric=("cotton", "satin", "linen", "denim"),
            fit=("fitted", "a-line", "loose"),
            closure=("pull-on", "buttons"),
            patterns=(*_ALL, "floral", "tartan", "leopard print", "tie-dye", "colour block"),
        ),
        _make(
            "jumpsuit",
            "dresses",
            "jumpsuits",
            "playsuit",
            "all-in-one",
            sleeve=("sleeveless", "short", "long"),
            length=("short", "full-length", "full-length"),
            neckline=("v-neck", "scoop neck", "shirt collar"),
            fabric=("cotton", "satin", "denim"),
            fit=("regular", "wide-leg"),
            closure=("belt",),
            patterns=_ALL,
        ),
        # outerwear
        _make(
            "jacket",
            "outerwear",
            "jackets",
            "bomber jacket",
            "zip jacket",
            sleeve=("long",),
            length=("cropped", "regular", "regular"),
            neckline=("shirt collar", "stand collar", "hood"),
            fabric=("leather", "denim", "nylon", "suede"),
            fit=("slim", "regular"),
            closure=("zip", "buttons"),
            patterns=("plain", "plain", "plain", "camouflage", "colour block", "washed"),
        ),
        _make(
            "coat",
            "outerwear",
            "coats",
            "overcoat",
            "topcoat",
            sleeve=("long",),
            length=("knee-length", "long"),
            neckline=("lapel", "stand collar", "hood"),
            fabric=("wool", "cotton"),
            fit=("slim", "regular", "loose"),
            closure=("buttons", "belt"),
            patterns=_COAT,
        ),
        _make(
            "blazer",
            "outerwear",
            "blazers",
            "suit jacket",
            "sports jacket",
            sleeve=("long",),
            length=("regular",),
            neckline=("lapel",),
            fabric=("wool", "linen", "corduroy"),
            fit=("slim", "regular"),
            closure=("buttons",),
            patterns=(*_COAT, "vertical stripes"),
        ),
        _make(
            "puffer jacket",
            "outerwear",
            "puffer jackets",
            "quilted jacket",
            "down jacket",
            sleeve=("long",),
            length=("cropped", "regular", "long"),
            neckline=("stand collar", "hood"),
            fabric=("nylon",),
            fit=("regular", "loose"),
            closure=("zip",),
            patterns=("plain", "plain", "plain", "colour block", "camouflage"),
        ),
        _make(
            "gilet",
            "outerwear",
            "gilets",
            "padded waistcoat",
            "body warmer",
            sleeve=("sleeveless",),
            length=("regular",),
            neckline=("stand collar", "hood"),
            fabric=("nylon",),
            fit=("regular",),
            closure=("zip",),
            patterns=("plain", "plain", "plain", "colour block", "camouflage"),
        ),
        # footwear
        _make(
            "trainers",
            "footwear",
            "trainers",
            "sneakers",
            "running shoes",
            fabric=("canvas", "leather", "suede"),
            closure=("laces",),
            patterns=("plain", "plain", "plain", "colour block"),
            pair=True,
        ),
        _make(
            "lace-up shoes",
            "footwear",
            "lace-up shoes",
            "oxfords",
            "brogues",
            fabric=("leather", "suede"),
            closure=("laces",),
            pair=True,
        ),
        _make(
            "loafers",
            "footwear",
            "loafers",
            "moccasins",
            "slip-on shoes",
            fabric=("leather", "suede"),
            closure=("slip-on",),
            pair=True,
        ),
        _make(
            "ballet flats",
            "footwear",
            "ballet flats",
            "ballerinas",
            "flat pumps",
            fabric=("leather", "satin", "suede"),
            closure=("slip-on",),
            patterns=("plain", "plain", "plain", "leopard print", "polka dots"),
            pair=True,
        ),
        _make(
            "sandals",
            "footwear",
            "sandals",
            "slides",
            fabric=("leather",),
            closure=("slip-on", "buckle"),
            pair=True,
        ),
        _make(
            "high heels",
            "footwear",
            "high heels",
            "heels",
            "stilettos",
            fabric=("leather", "suede", "satin"),
            closure=("slip-on",),
            pair=True,
        ),
        _make(
            "boots",
            "footwear",
            "boots",
            "leather boots",
            length=("ankle", "knee-high"),
            fabric=("leather", "suede"),
            closure=("zip", "laces"),
            pair=True,
        ),
        # headwear
        _make(
            "cap",
            "headwear",
            "caps",
            "baseball cap",
            "peaked cap",
            fabric=("cotton", "denim", "corduroy"),
            closure=("",),
            patterns=("plain", "plain", "checks", "camouflage", "colour block", "graphic print"),
        ),
        _make(
            "beanie",
            "headwear",
            "beanies",
            "woolly hat",
            "knitted hat",
            fabric=("knit",),
            closure=("",),
            patterns=("plain", "plain", "horizontal stripes", "cable knit"),
        ),
        _make(
            "sun hat",
            "headwear",
            "sun hats",
            "wide-brimmed hat",
            "straw hat",
            fabric=("straw", "cotton"),
            closure=("",),
            patterns=("plain",),
        ),
        _make(
            "bucket hat",
            "headwear",
            "bucket hats",
            "fishing hat",
            fabric=("cotton", "denim"),
            closure=("",),
            patterns=("plain", "plain", "checks", "floral", "camouflage", "tie-dye", "leopard print"),
        ),
        # bags
        _make(
            "tote bag",
            "bags",
            "tote bags",
            "shopper",
            "canvas bag",
            fabric=("canvas", "leather"),
            closure=("open",),
            patterns=(
                "plain",
                "plain",
                "horizontal stripes",
                "floral",
                "graphic print",
                "polka dots",
                "checks",
            ),
        ),
        _make(
            "backpack",
            "bags",
            "backpacks",
            "rucksack",
            fabric=("nylon", "leather", "canvas"),
            closure=("zip",),
            patterns=("plain", "plain", "plain", "camouflage", "floral", "colour block"),
        ),
        _make(
            "handbag",
            "bags",
            "handbags",
            "purse",
            "shoulder bag",
            fabric=("leather", "suede"),
            closure=("buckle", "zip"),
            patterns=("plain", "plain", "plain", "leopard print", "checks"),
        ),
        # accessories
        _make(
            "scarf",
            "accessories",
            "scarves",
            "shawl",
            fabric=("knit", "wool", "satin"),
            patterns=("plain", "plain", "tartan", "checks", "horizontal stripes", "floral", "leopard print"),
        ),
        _make(
            "tie",
            "accessories",
            "ties",
            "necktie",
            fabric=("satin", "wool"),
            patterns=("plain", "plain", "horizontal stripes", "polka dots", "tartan", "floral"),
        ),
        _make(
            "belt",
            "accessories",
            "belts",
            "waist belt",
            fabric=("leather", "suede", "canvas"),
            closure=("buckle",),
        ),
        _make(
            "socks",
            "accessories",
            "socks",
            "pair of socks",
            length=("ankle", "knee-high"),
            fabric=("knit",),
            pair=True,
            patterns=("plain", "plain", "horizontal stripes", "polka dots", "colour block"),
        ),
    )
)

PARENTS: tuple[str, ...] = tuple(dict.fromkeys(category.parent for category in CATEGORIES.values()))
