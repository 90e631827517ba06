"""White space around a value, in Python and in SQL alike: what a person who looks at the value does not see."""

# Tab and line breaks, spaces of every width, and signs that show nothing: neither Python's strip nor DuckDB's trim
# has them all.
SIGNS = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
    "\u200b\u200e\u200f\u2060\ufeff"
)
# Those of ASCII that hardly any file has, but for its line ends.
OTHERS = "\t\n\v\f\r"


def strip(text: str) -> str:
    """The text without what stands around it."""
    return text.strip(SIGNS)


def collapse(name: str) -> str:
    """The name of a column: no white space around it, and one space for every run of it within."""
    return " ".join(strip(part) for part in name.split() if strip(part))


# SQL about the text @. These tests are far cheaper than trim(), which hardly any text needs; where all signs are
# of ASCII the first two are enough.
_CLASS = "".join(f"\\x{{{ord(sign):04x}}}" for sign in SIGNS)
_MAY_BE_WHITE = (
    # The mark of a typed value is no white space, and many begin with it.
    "(@ < '!' and not starts_with(@, chr(31))) or @ like '% ' or "
    f"(strlen(@) <> length(@) and regexp_matches(@, '^[{_CLASS}]|[{_CLASS}]$'))"
)
_ENDS_IN_OTHERS = " or ".join(f"@ like '%{sign}'" for sign in OTHERS)
# Without a list of signs trim() takes spaces alone, in a tenth of the time.
_WITHOUT = (
    f"case when regexp_matches(trim(@), '^[{_CLASS}]|[{_CLASS}]$') then trim(@, $white_space) else trim(@) end"
)
_TRIMMED = f"case when {_MAY_BE_WHITE} or {_ENDS_IN_OTHERS} then nullif({_WITHOUT}, '') else @ end"


def trimmed(text: str) -> str:
    """SQL of the text without what stands around it, NULL if nothing is left; bind `SIGNS` to `white_space`."""
    return _TRIMMED.replace("@", text)


def may_have_white_edges(text: str) -> str:
    """SQL of whether something that does not count may stand around the text, `OTHERS` behind it left out."""
    return f"({_MAY_BE_WHITE})".replace("@", text)


def ends_in_others(text: str) -> str:
    """SQL of whether one of `OTHERS` stands behind the text."""
    return f"({_ENDS_IN_OTHERS})".replace("@", text)
