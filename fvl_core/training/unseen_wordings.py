"""Ways of asking for a garment that the recipe's English does not contain as a whole; for measuring only."""

from __future__ import annotations

from collections.abc import Mapping

UNSEEN_WORDINGS: Mapping[str, tuple[str, ...]] = {
    "t-shirt": ("a plain everyday tee for summer", "basic tees", "crew-necked tee shirts"),
    "long-sleeved top": ("top whose sleeves are long", "longsleeves", "longsleeved tops"),
    "shirt": ("button-down office shirt", "formal shirts", "shirt you button up"),
    "polo shirt": ("polos", "golfing polo", "polo-style shirt"),
    "tank top": ("tanks", "vest tops for the gym", "cami top"),
    "jumper": ("cosy sweater", "pullover for winter", "warm jumpers"),
    "cardigan": ("cosy cardi", "knit cardigans", "buttoned cardigan"),
    "hoodie": ("hoodies", "warm hooded sweat top", "hooded sweatshirts"),
    "trousers": ("pair of slacks", "office pants", "smart trousers"),
    "jeans": ("denim jeans", "some denims", "everyday jeans"),
    "shorts": ("beach shorts", "summer short pants", "running shorts"),
    "skirt": ("skirts", "a flowing skirt", "party skirt"),
    "dress": ("party dress", "cocktail dresses", "evening gown"),
    "jacket": ("bomber", "a light jacket for spring", "jackets"),
    "coat": ("warm overcoat", "winter coats", "a trench"),
    "blazer": ("suit jackets", "office blazer", "smart blazer for work"),
    "puffer jacket": ("puffers", "quilted winter jacket", "warm down jacket"),
    "trainers": ("sneaker", "pair of running sneakers", "gym trainers"),
    "sandals": ("sandal", "beach sandals", "open-toe sandals"),
    "boots": ("boot", "hiking boots", "pair of winter boots"),
    "cap": ("baseball caps", "sporty cap", "ballcap"),
    "beanie": ("woolly hats", "warm knit beanie", "ski beanie"),
    "backpack": ("rucksacks", "school backpack", "travel backpack"),
    "handbag": ("purses", "evening handbag", "ladies handbags"),
    "scarf": ("scarves", "warm scarf", "winter shawl"),
    "tie": ("neckties", "silk tie", "office tie"),
    "belt": ("belts", "trouser belt", "a belt for jeans"),
    "socks": ("sock", "sports socks", "warm woolly socks"),
}
