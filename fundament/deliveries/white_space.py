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
