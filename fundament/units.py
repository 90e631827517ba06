"""Types and units of published columns. The endings of names are those of docs/naming.md."""

NUMBER_TYPES = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
)
# What a comment says comes first.
UNITS_IN_COMMENTS = ("EUR including VAT", "EUR net of VAT", "EUR", "percent")
UNITS_BY_ENDING = {
    "_gross": "EUR including VAT",
    "_net": "EUR net of VAT",
    "_eur": "EUR",
    "_pct": "percent",
    "_days": "days",
    "_months": "months",
}


def unit_of(name: str, data_type: str, comment: str) -> str:
    """Unit of a column of numbers; empty where it has none."""
    if data_type in ("VARCHAR", "BOOLEAN", "DATE", "TIMESTAMP"):
        return ""
    said = next((unit for unit in UNITS_IN_COMMENTS if unit in comment), "")
    return said or next((unit for ending, unit in UNITS_BY_ENDING.items() if name.endswith(ending)), "")
