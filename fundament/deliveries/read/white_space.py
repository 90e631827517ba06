"""White space around a value, in Python and in SQL alike: what a person who looks at the value does not see."""

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


# SQL about the text @. These tests are far cheaper than trim(), which hardly any text needs; where all signs are
# of ASCII the first three are enough.
_CLASS, _CLASS_WITHOUT_MARKS = _ranges(SIGNS), _ranges(WITHOUT_MARKS)
# What a spreadsheet program writes so that a text stays one: ="00123".
_IS_KEPT = "(@ >= '=\"' and @ < '=#')"
_HAS_WHITE_EDGES = "(strlen(@) <> length(@) and regexp_matches(@, '^[{signs}]|[{signs}]$'))"
# Measured: a comparison of the last sign costs half of right(), and no more than five patterns.
_ENDS_IN_OTHERS = "@[-1] < ' ' or @ like '%\x7f'"
# Without a list of signs trim() takes spaces alone, in a tenth of the time.
_WITHOUT = "case when regexp_matches(trim(@), '^[{signs}]|[{signs}]$') then trim(@, $white_space) else trim(@) end"
_TEXT_KEPT = f"""case when {_IS_KEPT} and regexp_full_match(@, '="[^"]*"') then @[3:-2] else @ end"""


def without_edges(text: str, has_marks: bool = False) -> str:
    """SQL of the text without what stands around it, NULL if nothing is left.

    `has_marks`: a field may begin with one of `MARKS`. Bind `SIGNS` to `white_space`; then without marks.
    """
    begins = "@ < '!'"
    if has_marks:
        begins = f"({begins} and not starts_with(@, chr(31)) and not starts_with(@, chr(30)))"
    signs = _CLASS_WITHOUT_MARKS if has_marks else _CLASS
    may_be = f"{begins} or @[-1] <= ' ' or @ like '%\x7f' or {_HAS_WHITE_EDGES}"
    sql = f"case when {may_be} then nullif({_WITHOUT}, '') else @ end"
    return sql.replace("{signs}", signs).replace("@", text)


def as_meant(text: str) -> str:
    """SQL of a bare text, out of the formula that keeps it a text; NULL if nothing is left."""
    return f"case when {_IS_KEPT} then nullif({_TEXT_KEPT}, '') else @ end".replace("@", text)


def may_have_white_edges(text: str) -> str:
    """SQL of whether something that does not count may stand around the text, `OTHERS` behind it left out."""
    sql = f"(@ < '!' or @ like '% ' or {_IS_KEPT} or {_HAS_WHITE_EDGES})"
    return sql.replace("{signs}", _CLASS).replace("@", text)


def ends_in_others(text: str) -> str:
    """SQL of whether one of `OTHERS` stands behind the text."""
    return f"({_ENDS_IN_OTHERS})".replace("@", text)


def has_hidden_signs(text: str) -> str:
    """SQL of whether a text has signs that show nothing, or white space of other widths."""
    return f"regexp_matches({text}, '[{_ranges(SIGNS.replace(' ', ''))}]')"
