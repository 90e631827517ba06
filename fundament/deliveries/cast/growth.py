"""How long what an expression gives can get: one that could fill the memory is refused before it runs.

Every part of the tree gets a bound: so many times the longest text of the row, and so many characters more. What
has no such bound (a length or a text to put in that the file gives) is refused.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

# Of a column, where an expression reads it: the row of a longer one is rejected.
LONGEST_TEXT = 50_000
TIMES, MORE = 100, 100_000
LONGEST_PATTERN = 500
# A number or a moment as text has no more characters.
PLAIN = 60
# Bytes that an element of a list takes, for each character of the text that it comes from.
ELEMENT = 16
# What DuckDB writes for one sign of a format of dates.
OF_A_DATE = 20
SCALARS = {
    "VARCHAR", "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
    "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "DATE", "TIME", "TIME WITH TIME ZONE",
    "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE", "INTERVAL", "UUID",
}  # fmt: skip
AGGREGATES = {"min", "max", "sum", "avg", "count", "first", "last", "any_value"}
REGEXPS = {"regexp_replace", "regexp_extract", "regexp_matches", "regexp_full_match", "regexp_split_to_array"}
SPLITS = {"string_split", "str_split", "string_to_array", "regexp_split_to_array"}
LIKES = {"~~", "!~~", "~~*", "!~~*", "like_escape", "not_like_escape", "ilike_escape", "not_ilike_escape"}
IS_OR_IS_NOT = {"COMPARISON", "CONJUNCTION", "BETWEEN"}
TRUTHS = {"contains", "starts_with", "ends_with", "prefix", "suffix", "list_contains", "not", "^@", *LIKES} | (
    REGEXPS - {"regexp_replace", "regexp_extract", "regexp_split_to_array"}
)
NODE = {"alias": "", "query_location": 0}
Bound = tuple[float, float]


class TooLong(Exception):
    """Why the result of an expression has no bound, or one that is too high."""


def refuse_growth(tree: Mapping[str, Any]) -> None:
    """Raises `TooLong` where an expression could make more of its texts than `TIMES` and `MORE`."""
    _bound(tree)


def constant(node: Mapping[str, Any]) -> Any:
    """The value of a constant of a tree (`json_serialize_sql`); None where it is NULL, or no constant."""
    if node["class"] == "CAST" and node["child"]["class"] == "CONSTANT":
        node = node["child"]
    return node["value"].get("value") if node["class"] == "CONSTANT" else None


def _bound(node: Mapping[str, Any]) -> Bound:
    times, more = _of_class(node)
    if times > TIMES or more > MORE:
        raise TooLong("could make a text too long of those that it reads")
    return times, more


def _of_class(node: Mapping[str, Any]) -> Bound:
    kind = node["class"]
    if kind == "COLUMN_REF":
        return 1, 0
    if kind == "CONSTANT":
        return 0, len(json.dumps(node["value"].get("value"), ensure_ascii=False, default=str))
    if kind == "CAST":
        return _of_cast(node["cast_type"], _bound(node["child"]))
    parts = [_bound(part) for part in _children(node)]
    if kind in IS_OR_IS_NOT:
        return 0, PLAIN
    if kind == "CASE":
        return max(times for times, _ in parts), max(more for _, more in parts)
    if kind == "FUNCTION":
        return _of_function(node, node["function_name"].lower(), parts)
    if node["type"] in ("ARRAY_CONSTRUCTOR", "OPERATOR_COALESCE", "ARRAY_EXTRACT", "ARRAY_SLICE"):
        return _sum(parts, ELEMENT)
    return (0, PLAIN) if node["type"] not in ("OPERATOR_TRY", "STRUCT_EXTRACT") else _sum(parts)


def _of_cast(wanted: Mapping[str, Any], of_child: Bound) -> Bound:
    kind = wanted["id"]
    times, more = of_child
    if kind == "LIST":
        wanted = wanted["type_info"]["child_type"]
        times, more = times * ELEMENT, more * ELEMENT
    if wanted["id"] not in SCALARS:
        raise TooLong(f"casts to {kind}, and may cast to plain types and lists of these")
    return (times, more + PLAIN) if kind in ("VARCHAR", "LIST") else (0, PLAIN)


def _of_function(node: Mapping[str, Any], name: str, parts: list[Bound]) -> Bound:
    children = node["children"]
    times, more = _sum(parts)
    if name in ("lpad", "rpad") and len(children) > 1:
        length = constant(children[1])
        if not isinstance(length, int):
            raise TooLong(f"calls {name} with a length that is no plain number")
        return 0, more + max(length, 0)
    if name in REGEXPS:
        pattern = constant(children[1]) if len(children) > 1 else None
        if not isinstance(pattern, str) or len(pattern) > LONGEST_PATTERN:
            raise TooLong(f"calls {name} with a pattern that is no text of at most {LONGEST_PATTERN} characters")
    if name in TRUTHS:
        return 0, PLAIN
    if name == "replace" and len(children) == 3:
        return _replaced(parts, _text(node, children[1]), _text(node, children[2]))
    if name == "regexp_replace" and len(children) > 2:
        return _replaced(parts, "x", _text(node, children[2]), _text(node, children[2]).count("\\") + 1)
    if name in SPLITS:
        return times * ELEMENT, more * ELEMENT
    if name == "array_to_string" and len(children) > 1:
        longer = 1 + len(_text(node, children[1]))
        return times * longer, more * longer
    if name == "strftime":
        return times * OF_A_DATE, more * OF_A_DATE
    if name == "hex":
        return 2 * times, 2 * more
    if name == "list_aggregate" and (len(children) < 2 or constant(children[1]) not in AGGREGATES):
        raise TooLong(f"calls list_aggregate with another name than {', '.join(sorted(AGGREGATES))}")
    return times, more + PLAIN


def _replaced(parts: list[Bound], taken: str, put: str, copies: int = 1) -> Bound:
    """Of a text where `put` stands in the place of each `taken`."""
    factor = max(1.0, (len(put) / len(taken) if taken else 1.0) + copies - 1)
    times, more = parts[0]
    return times * factor, more * factor + len(put)


def _text(node: Mapping[str, Any], child: Mapping[str, Any]) -> str:
    value = constant(child)
    if not isinstance(value, str):
        raise TooLong(f"calls {node['function_name']} with something else than plain texts to find and to put in")
    return value


def _sum(parts: Iterable[Bound], each: int = 0) -> Bound:
    listed = list(parts)
    return sum(times for times, _ in listed), sum(more + each for _, more in listed)


def _children(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if node["class"] == "CASE":
        branches = [branch["then_expr"] for branch in node["case_checks"]]
        for branch in node["case_checks"]:
            _bound(branch["when_expr"])
        return [*branches, node["else_expr"]]
    found: list[Mapping[str, Any]] = list(node.get("children") or ())
    return found + [node[name] for name in ("left", "right", "input", "lower", "upper") if name in node]


def without_backtracking(node: dict[str, Any], escaped: Callable[[str], str]) -> None:
    """LIKE as something that takes no longer than its text: DuckDB tries every way for each % where there is a _.

    Raises `TooLong` where the pattern is no constant. `escaped` writes a character for a regular expression.
    """
    name, children = node["function_name"].lower(), node["children"]
    if name not in LIKES:
        return
    pattern, escape = constant(children[1]), constant(children[2]) if len(children) > 2 else ""
    if not isinstance(pattern, str) or not isinstance(escape, str) or len(pattern) > LONGEST_PATTERN:
        raise TooLong(f"has a LIKE with a pattern that is no text of at most {LONGEST_PATTERN} characters")
    if name in ("~~", "!~~") and "_" not in pattern:
        return
    is_lower = name in ("~~*", "!~~*", "ilike_escape", "not_ilike_escape")
    written, signs = "", iter(pattern.lower() if is_lower else pattern)
    for sign in signs:
        if escape and sign == escape:
            written += escaped(next(signs, escape))
        else:
            written += {"%": ".*", "_": "."}.get(sign) or escaped(sign)
    text = _call("lower", [children[0]]) if is_lower else children[0]
    matches = _call("regexp_full_match", [text, _constant(written), _constant("s")])
    node.clear()
    node.update(_call("not", [matches]) if name.startswith(("!", "not")) else matches)


def _call(name: str, children: list[dict[str, Any]]) -> dict[str, Any]:
    if name == "not":
        return {**NODE, "class": "OPERATOR", "type": "OPERATOR_NOT", "children": children}
    return {
        **NODE, "class": "FUNCTION", "type": "FUNCTION", "function_name": name, "schema": "", "catalog": "",
        "children": children, "filter": None,
        "order_bys": {"type": "ORDER_MODIFIER", "orders": []}, "distinct": False, "is_operator": False,
        "export_state": False,
    }  # fmt: skip


def _constant(text: str) -> dict[str, Any]:
    value = {"type": {"id": "VARCHAR", "type_info": None}, "is_null": False, "value": text}
    return {**NODE, "class": "CONSTANT", "type": "VALUE_CONSTANT", "value": value}
