"""White space around a value: the signs that a person who looks at the value does not see.

How SQL takes them away stands in `cast/casts.sql`.
"""

import unicodedata
from functools import cache

# Unicode's categories of controls, formats (soft hyphens, joiners, direction marks) and spaces of every kind.
CATEGORIES = {"Cc", "Cf", "Zs", "Zl", "Zp"}
# Of other categories, and yet without a shape.
SHAPELESS = (
    "COMBINING GRAPHEME JOINER",
    "HANGUL CHOSEONG FILLER",
    "HANGUL JUNGSEONG FILLER",
    "HANGUL FILLER",
    "HALFWIDTH HANGUL FILLER",
    "KHMER VOWEL INHERENT AQ",
    "KHMER VOWEL INHERENT AA",
    "BRAILLE PATTERN BLANK",
    *(f"MONGOLIAN FREE VARIATION SELECTOR {number}" for number in ("ONE", "TWO", "THREE", "FOUR")),
    *(f"VARIATION SELECTOR-{number}" for number in range(1, 257)),
)
# Planes of Unicode with such signs.
PLANES = (range(0x1, 0x20000), range(0xE0000, 0xE0100))
# Signs that begin a field of our own in a relation with typed values.
MARKS = "\x1e\x1f"
SIGNS = "".join(sign for plane in PLANES for sign in map(chr, plane) if unicodedata.category(sign) in CATEGORIES)
SIGNS += "".join(map(unicodedata.lookup, SHAPELESS))
WITHOUT_MARKS = SIGNS.translate(dict.fromkeys(map(ord, MARKS)))
# Those of ASCII that hardly any file has, but for its line ends.
OTHERS = "".join(sign for sign in SIGNS if sign.isascii() and sign != " ")


def strip(text: str) -> str:
    """The text without what stands around it."""
    return text.strip(SIGNS)


def collapse(name: str) -> str:
    """The name of a column: one space for every run of white space within, and no sign that shows nothing."""
    return " ".join(part.translate(_nothing()) for part in name.split() if part.translate(_nothing()))


def as_it_looks(text: str) -> str:
    """A key as a person sees it: without signs that show nothing, and with one space for every run of them."""
    return collapse(text)


@cache
def _nothing() -> dict[int, None]:
    return dict.fromkeys(map(ord, SIGNS))


def _ranges(signs: str) -> str:
    """The signs as a class of a pattern."""
    ranges: list[list[int]] = []
    for code in sorted(map(ord, signs)):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\x{{{first:04x}}}-\\x{{{last:04x}}}" for first, last in ranges)


@cache
def edge_of(signs: str) -> str:
    """Pattern of one of the signs at an end of a text."""
    return f"^[{_ranges(signs)}]|[{_ranges(signs)}]$"


# Pattern of a sign that shows nothing, or of white space of another width.
HIDDEN = f"[{_ranges(SIGNS.replace(' ', ''))}]"
