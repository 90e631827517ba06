"""The types of a model's expressions, as Spark will have them: what a translation hangs on.

DuckDB and Spark give most operations the same types. Decimals differ: DuckDB widens a sum to 38 digits, Spark by
ten, and of a product that needs more than 38 digits Spark cuts decimals without a word.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.optimizer.annotate_types import TypeAnnotator
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

# Of each relation, as schema.name, its columns with their types in DuckDB.
Columns = Mapping[str, Mapping[str, str]]

Annotator = Callable[[TypeAnnotator, Any], object]

DIGITS = 38
KEPT_DECIMALS = 6
DIGITS_OF = {
    exp.DType.TINYINT: 3,
    exp.DType.SMALLINT: 5,
    exp.DType.INT: 10,
    exp.DType.BIGINT: 20,
    # DuckDB's 128 bits are decimal(38, 0) in Spark.
    exp.DType.INT128: DIGITS,
}
INTEGERS = tuple(DIGITS_OF)
TEXTS = (exp.DType.VARCHAR, exp.DType.TEXT)
MOMENTS = (exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ, exp.DType.TIMESTAMPTZ)


def typed(tree: exp.Query, columns: Columns) -> exp.Query:
    """The query with every column named by its relation, every star spelled out, and a type on each expression."""
    schema: dict[str, Any] = {}
    for relation, types in columns.items():
        place, name = relation.split(".")
        schema.setdefault(place, {})[name] = dict(types)
    known = MappingSchema(schema, dialect="duckdb")
    qualified = qualify(tree, schema=known, dialect="duckdb")
    return TypeAnnotator(known, expression_metadata=_metadata()).annotate(qualified)


def decimal(precision: int, scale: int) -> exp.DataType:
    """decimal(precision, scale)."""
    parameters = [exp.DataTypeParam(this=exp.Literal.number(size)) for size in (precision, scale)]
    return exp.DataType(this=exp.DType.DECIMAL, expressions=parameters)


def digits(type_: exp.DataType | None) -> tuple[int, int] | None:
    """Of a type of exact numbers, how many digits it has and how many of them are decimals; of others none."""
    if type_ is None:
        return None
    if type_.this in DIGITS_OF:
        return DIGITS_OF[type_.this], 0
    if type_.this != exp.DType.DECIMAL:
        return None
    given = [int(parameter.name) for parameter in type_.expressions]
    # DuckDB's own, where none are given.
    return (given[0], given[1] if len(given) > 1 else 0) if given else (18, 3)


def is_a(node: exp.Expr, *types: exp.DType) -> bool:
    """Whether an expression is known to be of one of these types."""
    return node.type is not None and node.type.this in types


def has_decimals(node: exp.Expr) -> bool:
    """Whether it is a decimal that may have a part below one."""
    known = digits(node.type)
    return known is not None and known[1] > 0


def is_decimal(node: exp.Expr) -> bool:
    """Whether it is a decimal, or a whole number of 128 bits, which is one in Spark."""
    return is_a(node, exp.DType.DECIMAL, exp.DType.INT128)


def common(kinds: Iterable[exp.DataType | exp.DType | None]) -> exp.DataType:
    """The type that values of several types have together; of one that is not known, none that is."""
    found = exp.DType.NULL.into_expr()
    for given in kinds:
        kind = given.into_expr() if isinstance(given, exp.DType) else given or exp.DType.UNKNOWN.into_expr()
        one, two = digits(found), digits(kind)
        if exp.DType.UNKNOWN in (found.this, kind.this):
            return exp.DType.UNKNOWN.into_expr()
        if found.this == exp.DType.NULL or (found.this in TEXTS and kind.this in TEXTS):
            found = kind
        elif kind.this == exp.DType.NULL:
            continue
        elif one and two:
            if exp.DType.DECIMAL in (found.this, kind.this):
                scale = max(one[1], two[1])
                found = decimal(min(max(one[0] - one[1], two[0] - two[1]) + scale, DIGITS), scale)
            elif two[0] > one[0]:
                found = kind
        elif exp.DType.DOUBLE in (found.this, kind.this):
            found = exp.DType.DOUBLE.into_expr()
        elif found.this == exp.DType.DATE and kind.this in MOMENTS:
            found = kind
    return found


def exact(node: exp.Binary) -> tuple[int, int] | None:
    """Digits and decimals that a sum, difference or product of exact numbers needs; none where it is of others."""
    left, right = digits(node.left.type), digits(node.right.type)
    if not left or not right:
        return None
    if isinstance(node, exp.Mul):
        return left[0] + right[0] + 1, left[1] + right[1]
    scale = max(left[1], right[1])
    return max(left[0] - left[1], right[0] - right[1]) + scale + 1, scale


def kept_decimals(needed: tuple[int, int]) -> int:
    """How many decimals Spark keeps of a result that needs so many digits and decimals."""
    precision, scale = needed
    if precision <= DIGITS:
        return scale
    return max(DIGITS - (precision - scale), min(scale, KEPT_DECIMALS))


def _metadata() -> dict[Any, Any]:
    base = Dialect.get_or_raise("duckdb").EXPRESSION_METADATA
    return {**base, **{kind: {"annotator": annotator} for kind, annotator in OWN.items()}}


def _arithmetic(types: TypeAnnotator, node: Any) -> None:
    left, right = node.left, node.right
    if isinstance(node, exp.Add) and is_a(right, exp.DType.DATE):
        left, right = right, left
    if is_a(left, exp.DType.DATE):
        if is_a(right, exp.DType.DATE):
            types._set_type(node, exp.DType.BIGINT)
        else:
            types._set_type(node, exp.DType.DATE if is_a(right, *INTEGERS) else exp.DType.TIMESTAMP)
    elif is_decimal(left) or is_decimal(right):
        needed = exact(node)
        if needed:
            types._set_type(node, decimal(min(needed[0], DIGITS), kept_decimals(needed)))
        else:
            types._set_type(node, common((left.type, right.type)))
    else:
        types._set_type(node, common((left.type, right.type)))


def _sum(types: TypeAnnotator, node: exp.Sum) -> None:
    summed = digits(node.this.type)
    if is_a(node.this, exp.DType.DECIMAL) and summed:
        types._set_type(node, decimal(min(summed[0] + 10, DIGITS), summed[1]))
    elif summed:
        types._set_type(node, exp.DType.BIGINT)
    else:
        types._set_type(node, node.this.type)


def _literal(types: TypeAnnotator, node: exp.Literal) -> None:
    if node.is_string:
        types._set_type(node, exp.DType.VARCHAR)
    elif node.is_int:
        types._set_type(node, exp.DType.INT if abs(int(node.this)) < 2**31 else exp.DType.BIGINT)
    else:
        whole, _, part = node.name.partition(".")
        types._set_type(node, decimal(len(whole.lstrip("0")) + len(part), len(part)))


def _together(*names: str) -> Annotator:
    """Of what stands under these names, the type that they have together."""

    def annotate(types: TypeAnnotator, node: Any) -> None:
        found: list[exp.Expr] = []
        for name in names:
            part = node.args.get(name)
            found += part if isinstance(part, list) else [part] if part else []
        types._set_type(node, common(value.type for value in found))

    return annotate


def _case(types: TypeAnnotator, node: exp.Case) -> None:
    values = [branch.args["true"] for branch in node.args["ifs"]]
    if node.args.get("default"):
        values.append(node.args["default"])
    types._set_type(node, common(value.type for value in values))


def _union(types: TypeAnnotator, node: exp.SetOperation) -> None:
    """SQLGlot takes the type of the first query where it has parameters."""
    columns = []
    for side in (node.this.unnest(), node.expression.unnest()):
        known = types._setop_column_types.get(id(side))
        columns.append(known or [(column.alias_or_name, column.type) for column in side.selects])
    if len(columns[0]) == len(columns[1]):
        types._setop_column_types[id(node)] = [
            (name, common((one, two))) for (name, one), (_, two) in zip(*columns, strict=True)
        ]


def _returns(kind: exp.DType) -> Annotator:
    return lambda types, node: types._set_type(node, kind)


def _whole(types: TypeAnnotator, node: Any) -> None:
    of = digits(node.this.type)
    types._set_type(node, decimal(of[0] - of[1] + 1, 0) if of and of[1] else node.this.type)


def _whole_division(types: TypeAnnotator, node: exp.IntDiv) -> None:
    types._set_type(
        node, exp.DType.INT128 if is_decimal(node.left) or is_decimal(node.right) else exp.DType.BIGINT
    )


FUNCTIONS = {
    "timezone": exp.DType.TIMESTAMP,
    "list_position": exp.DType.BIGINT,
    "to_months": exp.DType.INTERVAL,
    "to_days": exp.DType.INTERVAL,
}


def _function(types: TypeAnnotator, node: exp.Anonymous) -> None:
    types._set_type(node, FUNCTIONS.get(node.name.lower(), exp.DType.UNKNOWN))


OWN: dict[Any, Annotator] = {
    exp.Add: _arithmetic,
    exp.Anonymous: _function,
    exp.Case: _case,
    exp.Ceil: _whole,
    exp.Coalesce: _together("this", "expressions"),
    exp.CountIf: _returns(exp.DType.BIGINT),
    exp.Floor: _whole,
    exp.Greatest: _together("this", "expressions"),
    exp.If: _together("true", "false"),
    exp.IntDiv: _whole_division,
    exp.Least: _together("this", "expressions"),
    exp.Literal: _literal,
    exp.Mod: _together("this", "expression"),
    exp.Mul: _arithmetic,
    exp.Sign: _returns(exp.DType.INT),
    exp.Sub: _arithmetic,
    exp.Sum: _sum,
    exp.Trunc: _whole,
    exp.Union: _union,
    **dict.fromkeys(
        (
            exp.RegexpReplace,
            exp.Replace,
            exp.Right,
            exp.Left,
            exp.Lower,
            exp.GroupConcat,
            exp.Chr,
            exp.Concat,
            exp.Trim,
            exp.Translate,
        ),
        _returns(exp.DType.VARCHAR),
    ),
    **dict.fromkeys(
        (
            exp.Abs,
            exp.AnyValue,
            exp.ArgMax,
            exp.ArgMin,
            exp.BitwiseLeftShift,
            exp.Filter,
            exp.FirstValue,
            exp.IgnoreNulls,
            exp.Lag,
            exp.LastValue,
            exp.Lead,
            exp.Max,
            exp.Min,
            exp.Neg,
            exp.Nullif,
            exp.Paren,
            exp.Round,
            exp.Window,
        ),
        _together("this"),
    ),
}
