"""Types of columns on both engines: what is handed over is the same value on the other side, or it is refused."""

import re

from fundament.errors import FundamentError

DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)", re.I)
# Of DuckDB, the type of Spark. Spark has no integer above 64 bits: sums of such are whole decimals there.
_PLAIN = {
    "BOOLEAN": "boolean",
    "TINYINT": "tinyint",
    "SMALLINT": "smallint",
    "INTEGER": "int",
    "BIGINT": "bigint",
    "HUGEINT": "decimal(38,0)",
    "FLOAT": "float",
    "DOUBLE": "double",
    "VARCHAR": "string",
    "DATE": "date",
    "TIMESTAMP": "timestamp_ntz",
    "TIMESTAMP WITH TIME ZONE": "timestamp",
}
ARRAY = "array<"
_WHOLE = ("tinyint", "smallint", "int", "bigint")


def spark_type(data_type: str, where: str) -> str:
    """The type of Spark for one of DuckDB. Raises `FundamentError` where there is none with the same values."""
    if data_type.endswith("[]"):
        return f"array<{spark_type(data_type.removesuffix('[]'), where)}>"
    if match := DECIMAL.fullmatch(data_type):
        return f"decimal({match[1]},{match[2]})"
    if found := _PLAIN.get(data_type.upper()):
        return found
    raise FundamentError(
        f"Spark has no type for the values of {data_type}",
        where,
        "Give it another type, or leave the models that read it to DuckDB: take engine out of their meta.",
    )


def parquet_type(data_type: str) -> str:
    """The type in which DuckDB hands a column over: it would write whole numbers of 128 bits as floating point."""
    return "decimal(38, 0)" if data_type == "HUGEINT" else data_type


def is_same_kind(found: str, expected: str) -> bool:
    """Whether a cast between two types of Spark fits or fails: it never rounds, and puts nothing in words."""
    if found == expected or found == "void":
        return True
    if found.startswith(ARRAY) and expected.startswith(ARRAY):
        return is_same_kind(found.removeprefix(ARRAY)[:-1], expected.removeprefix(ARRAY)[:-1])
    had, has = _scale(found), _scale(expected)
    return had is not None and has is not None and had <= has


def _scale(kind: str) -> int | None:
    """Decimals behind the point of an exact number; None: it is none."""
    match = DECIMAL.fullmatch(kind)
    return int(match[2]) if match else 0 if kind in _WHOLE else None
