"""Expressions and conditions of a delivery: one SQL expression over the file's columns, and nothing else.

DuckDB parses the text; the tree may hold columns of the file, constants, casts, comparisons and the functions
listed here. The SQL that runs is written anew from the tree, with our own names for the columns, so that neither
a comment nor a name of the file gets into it.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import duckdb

from fundament.deliveries.cast.growth import TooLong, refuse_growth, without_backtracking
from fundament.errors import BadInput, cut

LONGEST, CUT = 10_000, 200
# The function number(x): a macro that knows how the file writes numbers.
NUMBER = "fundament_number"
# How the text of a field is called, as it is meant, and as an expression sees it.
MEANT, SEEN = "meant_", "seen_"
CLASSES = {
    "COLUMN_REF",
    "CONSTANT",
    "FUNCTION",
    "CAST",
    "CASE",
    "COMPARISON",
    "CONJUNCTION",
    "OPERATOR",
    "BETWEEN",
}
# fmt: off
FUNCTIONS = {
    "+", "-", "*", "/", "//", "%", "||", "~~", "!~~", "~~*", "!~~*", "abs", "round", "floor", "ceil",
    "greatest", "least", "concat", "concat_ws", "lower", "upper", "trim", "ltrim", "rtrim", "replace",
    "substr", "substring", "left", "right", "length", "strpos", "position", "contains", "starts_with",
    "ends_with", "prefix", "suffix", "lpad", "rpad", "split_part", "string_split", "regexp_replace",
    "regexp_extract", "regexp_matches", "regexp_full_match", "translate", "nullif", "coalesce", "if",
    "ifnull", "reverse", "date_part", "year", "month", "day", "quarter", "last_day", "make_date",
    "date_trunc", "strptime", "try_strptime", "strftime", "date_add", "to_days", "to_months",
    "to_years", "hash", "md5", "chr", "not", "number", "trunc", "sign", "ceiling", "mod", "dayofweek",
    "isodow", "week", "hour", "minute", "second", "datepart", "date_diff", "datediff", "date_sub", "datesub",
    "epoch", "epoch_ms", "to_timestamp", "make_timestamp", "monthname", "dayname", "to_weeks",
    "to_hours", "to_minutes",
    "to_seconds", "timezone", "like_escape", "not_like_escape", "ilike_escape", "not_ilike_escape", "lcase",
    "ucase", "instr", "len", "strlen", "ascii", "unicode", "char_length", "character_length", "strip_accents",
    "regexp_split_to_array", "str_split", "string_to_array", "list_value", "list_contains", "list_extract",
    "array_extract", "array_length", "list_aggregate", "array_to_string", "hex",
    "sha256", "nvl", "sqrt", "pow", "power", "**", "^@",
}
# fmt: on


def written_anew(
    connection: duckdb.DuckDBPyConnection,
    text: str,
    name_of: Callable[[str], str | None],
    where: str,
) -> str:
    """The expression as SQL of ours. Raises `BadInput` where it is more than an expression over the columns."""
    if len(text) > LONGEST:
        raise _refused(f"has more than {LONGEST:,} characters", text, where)
    try:
        return _written_anew(connection, text, name_of, where)
    except TooLong as error:
        raise _refused(str(error), text, where) from None
    except RecursionError:
        raise _refused("is nested too deeply", text, where) from None


def _written_anew(
    connection: duckdb.DuckDBPyConnection, text: str, name_of: Callable[[str], str | None], where: str
) -> str:
    row = connection.execute(
        "select json_serialize_sql('select (' || chr(10) || $text || chr(10) || ') from t')", {"text": text}
    ).fetchone()
    assert row is not None
    tree = json.loads(row[0])
    if tree.get("error"):
        raise _refused(f"is no SQL: {tree.get('error_message', '')}", text, where)
    [statement, *more] = tree["statements"]
    node = statement["node"]
    plain = (
        not more
        and node["type"] == "SELECT_NODE"
        and len(node["select_list"]) == 1
        and node["from_table"].get("type") == "BASE_TABLE"
        and node["from_table"].get("table_name") == "t"
        and not node.get("where_clause")
        and not node.get("group_expressions")
        and not node.get("having")
        and not node.get("qualify")
        and not node.get("modifiers")
        and not node.get("cte_map", {}).get("map")
    )
    if not plain:
        raise _refused("is more than one expression", text, where)
    for part in _parts(node["select_list"][0]):
        _check(part, name_of, text, where)
    for part in _parts(node["select_list"][0]):
        if part["class"] == "FUNCTION" and part["function_name"] == NUMBER:
            _keep_the_type(part["children"])
    refuse_growth(node["select_list"][0])
    for part in [*_parts(node["select_list"][0])]:
        if part["class"] == "FUNCTION":
            without_backtracking(part, re.escape)
    again = connection.execute("select json_deserialize_sql($tree)", {"tree": json.dumps(tree)}).fetchone()
    assert again is not None
    return str(again[0]).removeprefix("SELECT ").removesuffix(" FROM t")


def _check(part: dict[str, Any], name_of: Callable[[str], str | None], text: str, where: str) -> None:
    if part["class"] not in CLASSES:
        raise _refused(f"has a {part['class'].lower()}, which it may not have", text, where)
    if part["class"] == "COLUMN_REF":
        names = part["column_names"]
        ours = name_of(names[0]) if len(names) == 1 else None
        if ours is None:
            raise _refused(f"names {'.'.join(names)!r}, which is no column of the file", text, where)
        part["column_names"] = [ours]
    if part["class"] == "FUNCTION":
        # The parser itself puts the schema main before what has a syntax of its own, such as trim and extract.
        is_plain = part.get("schema") in (None, "", "main") and not part.get("catalog") and not part.get("filter")
        if part["function_name"].lower() not in FUNCTIONS or not is_plain or part.get("distinct"):
            allowed = ", ".join(sorted(name for name in FUNCTIONS if name.isidentifier()))
            raise _refused(f"calls {part['function_name']}, which it may not; it may call {allowed}", text, where)
        if part["function_name"].lower() == "number":
            part["function_name"] = NUMBER


def _keep_the_type(arguments: list[dict[str, Any]]) -> None:
    """A number that the format itself types is not read in the form of texts: its field bears the mark."""
    for argument in arguments:
        if argument["class"] == "COLUMN_REF":
            argument["column_names"] = [argument["column_names"][0].replace(SEEN, MEANT, 1)]


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every expression of a tree, the outermost first."""
    if isinstance(value, Mapping):
        # A node of another kind than an expression, such as a query, has a type and no class.
        if "class" in value and "type" in value:
            yield value  # type: ignore[misc]
        for each in value.values():
            yield from _parts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _parts(each)


def _refused(why: str, text: str, where: str) -> BadInput:
    return BadInput(
        f"The expression {cut(text, CUT)!r} {why}",
        where,
        "Use columns of the file (in double quotes where they have spaces) and plain functions.",
    )
