"""White space around a value, in Python and in SQL alike: what a person who looks at the value does not see."""

# Tab and line breaks, spaces of every width, and signs that show nothing: neither Python's strip nor DuckDB's trim
# has them all.
SIGNS = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
    "\u200b\u200e\u200f\u2060\ufeff"
)


def strip(text: str) -> str:
    """The text without what stands around it."""
    return text.strip(SIGNS)


def collapse(name: str) -> str:
    """The name of a column: no white space around it, and one space for every run of it within."""
    return " ".join(strip(part) for part in name.split() if strip(part))


# SQL: the text begins and ends with a visible sign of ASCII and has no other signs. These tests are far cheaper
# than trim(), which such a text does not need.
_IS_PLAIN = " and ".join(
    ["{0} >= '!'", "strlen({0}) = length({0})", *(f"{{0}} not like '%{sign}'" for sign in SIGNS if sign.isascii())]
)
_TRIMMED = "nullif(trim({0}, $white_space), '')"


def trimmed(text: str) -> str:
    """SQL of the text without what stands around it, NULL if nothing is left; bind `SIGNS` to `white_space`."""
    return f"case when {_IS_PLAIN} then {{0}} else {_TRIMMED} end".format(text)


def has_white_edges(text: str) -> str:
    """SQL of whether anything stands around the text that does not count, or it is empty."""
    # A case, since DuckDB computes both sides of an `and` for every row.
    return f"case when {_IS_PLAIN} then false else {_TRIMMED} is distinct from {{0}} end".format(text)
