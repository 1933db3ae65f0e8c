"""Ways of asking for a garment that the recipe's English does not contain as a whole; for measuring only."""

from __future__ import annotations

from collections.abc import Mapping

UNSEEN_WORDINGS: Mapping[str, tuple[str, ...]] = {
    "t-shirt": ("a plain everyday tee for summer", "boxy tees for summer", "crew-necked tee shirts"),
    "long-sleeved top": (
        "top whose sleeves are long",
        "jersey top with sleeves to the wrist",
        "longsleeved tops",
    ),
    "shirt": ("button-down office shirt", "crisp shirts for the office", "shirt you button up"),
    "polo shirt": ("knitted polos for golf", "golfing polo", "polo-style shirt"),
    "tank top": ("ribbed tanks for summer", "vest tops for running", "cami top"),
    "jumper": ("cosy sweater", "pullover for winter", "warm jumpers"),
    "cardigan": ("cosy cardi", "knit cardigans", "buttoned cardigan"),
    "hoodie": ("warm hoodies for cold days", "warm hooded sweat top", "zipped hooded sweatshirts"),
    "trousers": ("pair of slacks", "office pants", "pleated office trousers"),
    "jeans": ("denim jeans", "worn-in denims", "everyday jeans"),
    "shorts": ("beach shorts", "summer short pants", "running shorts"),
    "skirt": ("office skirts", "a flowing skirt", "party skirt"),
    "dress": ("party dress", "cocktail dresses", "evening gown"),
    "jacket": ("zipped bomber", "a light jacket for spring", "cropped jackets"),
    "coat": ("warm overcoat", "heavy winter coats", "belted trench"),
    "blazer": ("office suit jackets", "office blazer", "blazer for the boardroom"),
    "puffer jacket": ("warm puffers", "quilted winter jacket", "warm down jacket"),
    "trainers": ("running sneaker", "pair of running sneakers", "gym trainers"),
    "sandals": ("leather beach sandal", "beach sandals", "open-toe sandals"),
    "boots": ("rugged boot", "hiking boots", "pair of hiking boots"),
    "cap": ("baseball caps for the sun", "washed-out ball cap", "ballcap"),
    "beanie": ("thick woolly hats", "warm knit beanie", "ski beanie"),
    "backpack": ("travel rucksacks", "school backpack", "travel backpack"),
    "handbag": ("evening purses", "evening handbag", "ladies handbags"),
    "scarf": ("warm scarves", "warm scarf", "winter shawl"),
    "tie": ("silk neckties", "silk tie", "office tie"),
    "belt": ("belts for jeans", "trouser belt", "a belt for jeans"),
    "socks": ("sports sock", "sports socks", "warm woolly socks"),
}
