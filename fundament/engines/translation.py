"""A model's query for DuckDB, as one for Spark that gives the same rows, or an error that says why it can't be.

SQLGlot translates the words. What it leaves to the engines, and what both engines take and answer differently, is
here: each construct is rewritten into one that means the same, or refused with what to write instead. What nobody
has compared is refused too. docs/two-engines.md lists all that for whoever writes a model.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import traverse_scope
from sqlglot.tokens import TokenType

from fundament.engines.types import (
    INTEGERS,
    MOMENTS,
    TEXTS,
    Columns,
    decimal,
    digits,
    exact,
    has_decimals,
    is_a,
    is_decimal,
    kept_decimals,
    typed,
)
from fundament.errors import FundamentError, cut

SHOWN = 120
DOUBLES = (exp.DType.DOUBLE, exp.DType.FLOAT)
NUMBERS = (*INTEGERS, exp.DType.DECIMAL)
# Of intervals, and of what a day is cut to.
UNITS = ("DAY", "MONTH", "YEAR")
LISTS = tuple(exp.DataType.NESTED_TYPES)
# What was compared of casts: of these types, into those.
CASTS = (
    (NUMBERS, (*NUMBERS, *TEXTS)),
    (TEXTS, (*TEXTS, *INTEGERS)),
    ((exp.DType.BOOLEAN,), (*INTEGERS, *TEXTS)),
    ((exp.DType.DATE,), (exp.DType.DATE, *TEXTS)),
    (MOMENTS, (exp.DType.DATE,)),
)


class NotTranslatable(FundamentError):
    """A construct that Spark refuses, or answers differently."""


def translate(sql: str, columns: Columns) -> str:
    """The query for Spark.

    `sql`: a query of DuckDB, as dbt compiled it. `columns`: of each relation that it reads, as schema.name, the
    types of its columns in DuckDB. Relations are named schema__name. Raises `NotTranslatable`.
    """
    try:
        tokens = [token.token_type for token in sqlglot.tokenize(sql, read="duckdb")]
        if (TokenType.IN, TokenType.L_BRACKET) in pairwise(tokens):
            # To SQLGlot it is as one in parentheses, which a NULL makes NULL.
            raise NotTranslatable("Not for Spark: in […]", cut(sql, SHOWN), "Write in (…).")
        tree = sqlglot.parse_one(sql, read="duckdb")
        if not isinstance(tree, exp.Query):
            raise NotTranslatable("Not a query", cut(sql, SHOWN), "Translate the select of a model.")
        for relation in tree.find_all(exp.Table):
            relation.set("catalog", None)
        for kind, refuse in BEFORE.items():
            for node in tree.find_all(kind):
                refuse(node)
        tree = typed(tree, columns)
        nodes = list(tree.walk())
        for node in nodes:
            _refuse_unlike(node)
        for node in reversed(nodes):
            new = _rewritten(node)
            if new is node:
                continue
            new.type = node.type
            node.replace(new)
        _flatten(tree)
        for select in [select for select in tree.find_all(exp.Select) if select.args.get("qualify")]:
            tree = _kept(tree, select)
        for relation in tree.find_all(exp.Table):
            if relation.db:
                relation.set("this", exp.to_identifier(f"{relation.db}__{relation.name}", quoted=True))
                relation.set("db", None)
        return tree.sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    except SqlglotError as error:
        raise NotTranslatable(
            f"SQLGlot can't translate the query: {error}", cut(sql, SHOWN), "Write it simpler."
        ) from error


def _refuse_unlike(node: exp.Expr) -> None:
    """Raise where nobody has compared such an expression, or one with such an argument."""
    kind = type(node)
    if kind in REFUSED:
        raise _refused(node, *REFUSED[kind])
    said = f"the function {node.sql_name()}" if isinstance(node, exp.Func) else kind.__name__
    if kind not in COMPARED:
        raise _not_compared(node, said)
    more = {name for name, part in node.args.items() if part} - {*COMPARED[kind].split()}
    if more:
        raise _not_compared(node, f"{said} with {', '.join(sorted(more))}")


def _is_taken_apart(node: exp.Expr) -> bool:
    """Whether a list gives its values where it stands, or a place in it, or is one branch of a list that does."""
    above = node.parent
    return isinstance(above, exp.Explode | exp.Anonymous) or (
        isinstance(above, exp.Case | exp.If | exp.Paren) and is_a(above, *LISTS) and _is_taken_apart(above)
    )


def _rewritten(node: exp.Expr) -> exp.Expr:
    if is_a(node, *LISTS) and not _is_taken_apart(node):
        raise _refused(node, "a list or a row of fields as a value", "Take a list apart with unnest, or use rows.")
    rewrite = REWRITES.get(type(node))
    if isinstance(node, exp.If) and not isinstance(node.parent, exp.Case):
        rewrite = _of_one_type
    return rewrite(node) if rewrite else node


def _flatten(tree: exp.Query) -> None:
    """All common table expressions before the query itself, each under a name of its own, after what it reads.

    Of two models that each have an expression `lines` SQLGlot would put both there under that name.
    """
    names: dict[int, str] = {}
    ordered: list[exp.CTE] = []
    for scope in traverse_scope(tree):
        for relation in scope.tables:
            source = scope.cte_sources.get(relation.name)
            if source and not relation.db:
                relation.set("this", exp.to_identifier(names[id(source.expression.parent)], quoted=True))
        cte = scope.expression.parent
        if isinstance(cte, exp.CTE):
            names[id(cte)] = f"{cte.alias}_{len(ordered)}"
            ordered.append(cte)
    for with_ in list(tree.find_all(exp.With)):
        with_.pop()
    for cte in ordered:
        cte.args["alias"].set("this", exp.to_identifier(names[id(cte)], quoted=True))
    if ordered:
        tree.set("with_", exp.With(expressions=ordered))


def _kept(tree: exp.Query, select: exp.Select) -> exp.Query:
    """The query with what `qualify` keeps of a select asked in a query around it: Spark knows no `qualify`."""
    names = [exp.column(column.alias_or_name, table="all_rows", quoted=True) for column in select.selects]
    inner = select.copy()
    condition = inner.args["qualify"].pop().this
    with_ = inner.args.get("with_")
    inner.select(exp.alias_(condition, "is_kept"), copy=False)
    outer = exp.select(*(exp.alias_(name, name.name, quoted=True) for name in names)).from_(
        exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier("all_rows")))
    )
    outer.where(exp.column("is_kept", table="all_rows"), copy=False)
    if with_:
        outer.set("with_", with_.pop())
    if select is tree:
        return outer
    select.replace(outer)
    return tree


def _refused(node: exp.Expr, why: str, to_do: str) -> NotTranslatable:
    return NotTranslatable(f"Not for Spark: {why}", cut(node.sql("duckdb"), SHOWN), to_do)


def _not_compared(node: exp.Expr, said: str) -> NotTranslatable:
    return _refused(node, f"{said} has not been compared", "Use one of docs/two-engines.md.")


def _where(allowed: Callable[[Any], bool], why: str, to_do: str) -> Callable[[Any], exp.Expr]:
    """A construct that stays as it is where this is so, and is refused elsewhere."""

    def stays(node: exp.Expr) -> exp.Expr:
        if not allowed(node):
            raise _refused(node, why, to_do)
        return node

    return stays


def _is_written_out(node: object, *texts: str) -> bool:
    """Whether it is a text or a whole number in the query itself; one of these where some are given."""
    return isinstance(node, exp.Literal) and (node.is_string or node.is_int) and (not texts or node.name in texts)


def _call(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=[argument.copy() for argument in arguments])


def _cast(node: exp.Expr, type_: exp.DataType | exp.DType | str) -> exp.Expr:
    return exp.cast(node.copy(), type_)


# Dates


def _minus(node: exp.Sub) -> exp.Expr:
    left, right = node.left, node.right
    if is_a(left, exp.DType.DATE) and is_a(right, exp.DType.DATE):
        return _call("DATEDIFF", left, right)
    if is_a(left, exp.DType.DATE):
        return _moved(node, left, right, back=True)
    return _counted(node)


def _plus(node: exp.Add) -> exp.Expr:
    left, right = node.left, node.right
    if is_a(right, exp.DType.DATE):
        left, right = right, left
    if is_a(left, exp.DType.DATE):
        return _moved(node, left, right, back=False)
    return _counted(node)


def _moved(node: exp.Binary, day: exp.Expr, by: exp.Expr, back: bool) -> exp.Expr:
    if is_a(by, *INTEGERS):
        days = _cast(by, exp.DType.INT)
        return _call("DATE_ADD", day, exp.Neg(this=days) if back else days)
    if isinstance(by, exp.Interval) and _is_written_out(by.this) and by.text("unit").rstrip("S") in UNITS:
        return node
    if isinstance(by, exp.Anonymous) and by.name.lower() == "to_months":
        months = _cast(by.expressions[0], exp.DType.INT)
        return _call("ADD_MONTHS", day, exp.Neg(this=exp.paren(months)) if back else months)
    raise _refused(node, "what is added to the date is no number of days or months", "Cast it to integer.")


def _zone(node: exp.Anonymous) -> exp.Expr:
    zone, inner = node.expressions
    utc = isinstance(inner, exp.Anonymous) and inner.expressions[0].name == "UTC"
    if not utc or not isinstance(zone, exp.Literal):
        raise _refused(node, "a time zone is not asked of an instant in UTC", "Use the macro day_of.")
    return _call("FROM_UTC_TIMESTAMP", _cast(inner.expressions[1], exp.DType.TIMESTAMPTZ), zone)


# Numbers


def _counted(node: exp.Binary) -> exp.Expr:
    """A sum, difference or product of numbers. Spark cuts decimals of what needs more than 38 digits."""
    if is_a(node.left, *MOMENTS) or is_a(node.right, *MOMENTS):
        raise _refused(node, "arithmetic with instants", "Take their days first, with the macro day_of.")
    for side in (node.left, node.right):
        if not is_a(side, *NUMBERS) and not isinstance(side, exp.Null):
            raise _refused(node, f"{side.sql('duckdb')} is not known to be an exact number", "Cast it.")
    needed = exact(node)
    if needed and (is_decimal(node.left) or is_decimal(node.right)) and kept_decimals(needed) < needed[1]:
        raise _refused(
            node,
            f"a result of {needed[0]} digits, {needed[1]} of them decimals, "
            f"of which Spark keeps {kept_decimals(needed)}",
            "Cast its parts to fewer digits: together they may have 37.",
        )
    return node


def _whole_division(node: exp.IntDiv) -> exp.Expr:
    if has_decimals(node.left) or has_decimals(node.right):
        raise _refused(node, "a whole division of what has decimals", "Cast to whole numbers first.")
    _counted(node)
    by = (
        node.right
        if isinstance(node.right, exp.Literal)
        else exp.func("NULLIF", node.right.copy(), exp.Literal.number(0))
    )
    if is_decimal(node.left) or is_decimal(node.right):
        # Spark's own gives 64 bits; what is left after the remainder divides without one.
        whole = exp.paren(node.left.copy()) - exp.Mod(
            this=exp.paren(node.left.copy()), expression=exp.paren(by.copy())
        )
        return _cast(exp.Div(this=exp.paren(whole), expression=exp.paren(by.copy()), typed=True), decimal(38, 0))
    return exp.IntDiv(this=node.left.copy(), expression=by)


def _remainder(node: exp.Mod) -> exp.Expr:
    _counted(node)
    by = node.expression
    while isinstance(by, exp.Paren):
        by = by.this
    if isinstance(by, exp.Literal):
        return node
    return exp.Mod(this=node.this.copy(), expression=exp.func("NULLIF", by.copy(), exp.Literal.number(0)))


def _converted(node: exp.Cast) -> exp.Expr:
    to, of = node.to, node.this
    if isinstance(of, exp.Null):
        return node
    if to.this in TEXTS and is_a(of, *DOUBLES, *MOMENTS):
        raise _refused(
            node, "as text it looks different", "Cast a whole number, a decimal, a day or a truth value."
        )
    if to.this in NUMBERS and is_a(of, *DOUBLES):
        raise _refused(node, "halves of doubles are rounded differently", "Cast a decimal.")
    is_day = to.this == exp.DType.DATE and _is_written_out(of)
    if not is_day and not any(is_a(of, *kinds) and to.this in into for kinds, into in CASTS):
        raise _not_compared(node, f"such a cast, of {of.type}")
    if to.this == exp.DType.INT128:
        return _cast(of, decimal(38, 0))
    if to.this in INTEGERS and has_decimals(of):
        # Spark cuts the decimals, DuckDB rounds.
        return exp.cast(exp.func("ROUND", of.copy(), exp.Literal.number(0)), to)
    return node


def _exact(node: exp.Expr) -> exp.Expr:
    if not is_a(node.this, *NUMBERS):
        raise _refused(node, "only exact numbers give the same in any order", "Cast to a decimal what it is of.")
    return node


def _rounded(node: exp.Round) -> exp.Expr:
    if not is_decimal(node.this) and not is_a(node.this, *INTEGERS):
        raise _refused(node, "halves of doubles are rounded differently", "Round a decimal.")
    return node


def _cut_off(node: exp.Trunc) -> exp.Expr:
    """Spark cuts decimals where it casts."""
    if not is_a(node.this, exp.DType.DECIMAL) or node.args.get("decimals"):
        raise _refused(node, "decimals are cut of decimals alone", "Cast it to a decimal first.")
    return _cast(node.this, exp.DType.BIGINT)


def _sign(node: exp.Sign) -> exp.Expr:
    """Spark's gives a double, and so would all that it is multiplied with."""
    return _cast(node, exp.DType.INT)


def _of_one_type(node: exp.Expr) -> exp.Expr:
    """Numbers that one value comes from, in the type that they have together: an engine may take the first's."""
    _alike(node)
    kind = node.type
    if kind is None or not digits(kind) or kind.this == exp.DType.INT128:
        return node
    for value in _values(node):
        if value.type != kind and not isinstance(value, exp.Null):
            cast = _cast(value, kind)
            cast.type = kind
            value.replace(cast)
    return node


def _alike(node: exp.Expr) -> exp.Expr:
    values = [value for value in _values(node) if not isinstance(value, exp.Null)]
    if any(is_a(value, *TEXTS) for value in values) and any(is_a(value, *NUMBERS) for value in values):
        raise _refused(node, "a text beside a number, of which one is cast unsaid", "Cast it.")
    return node


def _values(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.Case):
        last = node.args.get("default")
        return [*(branch.args["true"] for branch in node.args["ifs"]), *([last] if last else [])]
    if isinstance(node, exp.If):
        return [node.args[name] for name in ("true", "false") if node.args.get(name)]
    more = [node.args[name] for name in ("expression", "low", "high") if node.args.get(name)]
    return [node.this, *node.expressions, *more]


# Texts


def _together(node: exp.DPipe) -> exp.Expr:
    for side in (node.left, node.right):
        if not is_a(side, *TEXTS):
            side.replace(_converted(_of_type(exp.cast(side.copy(), exp.DType.VARCHAR), side)))
    return node


def _of_type(cast: exp.Cast, side: exp.Expr) -> exp.Cast:
    cast.this.type = side.type
    return cast


def _like(node: exp.Like) -> exp.Expr:
    if not _is_written_out(node.expression) or "\\" in node.expression.name:
        raise _refused(node, "a pattern that is not written out, or with a backslash", "Write it out.")
    return node


def _thousands(node: exp.Format) -> exp.Expr:
    """Thousands apart."""
    pattern = node.this.name
    if pattern not in ("{:,}", "{:t.}") or len(node.expressions) != 1 or not is_a(node.expressions[0], *INTEGERS):
        raise _refused(node, "Spark has another language of patterns", "Put words together where they are read.")
    apart = _call("FORMAT_NUMBER", node.expressions[0], exp.Literal.number(0))
    if pattern == "{:,}":
        return apart
    return _call("REPLACE", apart, exp.Literal.string(","), exp.Literal.string("."))


# Aggregates and lists


def _best(node: exp.Expr) -> exp.Expr:
    """DuckDB passes over rows without a value, Spark takes them."""
    name = "MAX_BY" if isinstance(node, exp.ArgMax) else "MIN_BY"
    there = exp.Case().when(node.this.is_(exp.null()).not_(), node.expression.copy())
    return _call(name, node.this, there)


def _listed(node: exp.GroupConcat) -> exp.Expr:
    """Words put together, in an order."""
    holder = node.find_ancestor(exp.Window, exp.Select)
    if isinstance(holder, exp.Window):
        raise _refused(node, "words put together over a window", "Group in a query of its own, and join.")
    if holder and any(
        isinstance(count.this, exp.Distinct)
        for count in holder.find_all(exp.Count)
        if count.parent_select is holder
    ):
        raise _refused(
            node, "words put together beside a count of distinct values", "Put them in queries of their own."
        )
    if not node.find(exp.Order):
        raise _refused(node, "words put together in no order", "Say order by.")
    return node


def _filtered(node: exp.Filter) -> exp.Expr:
    """Over a window Spark takes no filter: what is left out is NULL there.

    So it is in a count of distinct values, of which Spark gathers those of all rows before it filters.
    """
    condition, of = node.expression.this, node.this
    if isinstance(of, exp.Count) and isinstance(of.this, exp.Distinct) and len(of.this.expressions) == 1:
        [value] = of.this.expressions
        within = exp.Case().when(condition.copy(), value.copy())
        return exp.Count(this=exp.Distinct(expressions=[within]), big_int=True)
    if not isinstance(node.parent, exp.Window):
        return node
    if isinstance(of, exp.Count) and isinstance(of.this, exp.Star):
        return exp.Count(this=exp.Case().when(condition.copy(), exp.Literal.number(1)), big_int=True)
    if isinstance(of, exp.Anonymous) and of.name in ("MAX_BY", "MIN_BY"):
        value, order = of.expressions
        return _call(of.name, value, exp.Case().when(condition.copy(), order.copy()))
    if isinstance(of, exp.Sum | exp.Count | exp.Min | exp.Max | exp.LogicalAnd | exp.LogicalOr):
        new = of.copy()
        new.set("this", exp.Case().when(condition.copy(), of.this.copy()))
        return new
    raise _refused(node, "a filter of such a function over a window", "Filter in a query before.")


def _series(node: exp.GenerateSeries) -> exp.Expr:
    """Where the end is before the start DuckDB gives nothing, Spark counts down."""
    start, end = node.args["start"], node.args["end"]
    if node.args.get("step"):
        raise _refused(node, "steps of a series", "Multiply the numbers of one without.")
    if isinstance(start, exp.Literal) and isinstance(end, exp.Literal):
        return _call("SEQUENCE", start, end)
    kind = start if is_a(start, exp.DType.BIGINT) or not is_a(end, exp.DType.BIGINT) else end
    bounds = [_cast(side, exp.DType.BIGINT) if is_a(kind, exp.DType.BIGINT) else side for side in (start, end)]
    nothing = _call("SLICE", _call("ARRAY", bounds[0]), exp.Literal.number(1), exp.Literal.number(0))
    return exp.func("IF", exp.LTE(this=start.copy(), expression=end.copy()), _call("SEQUENCE", *bounds), nothing)


def _function(node: exp.Anonymous) -> exp.Expr:
    name, above = node.name.lower(), node.parent
    if name == "timezone":
        if node.expressions[0].name != "UTC":
            return _zone(node)
        if isinstance(above, exp.Anonymous):
            return node
    if name == "to_months" and isinstance(above, exp.Add | exp.Sub):
        return node
    if name == "list_position":
        # None found: NULL in DuckDB, 0 in Spark.
        return exp.func("NULLIF", _call("ARRAY_POSITION", *node.expressions), exp.Literal.number(0))
    raise _not_compared(node, f"the function {name}")


def _taken_apart(node: exp.Explode) -> exp.Expr:
    select = node.parent_select
    others = [other for other in select.find_all(exp.Explode) if other.parent_select is select] if select else []
    if not isinstance(node.parent, exp.Alias) or len(others) > 1:
        raise _refused(node, "unnest is a column by itself, and one of a select", "Use queries of their own.")
    return node


def _recursive(node: exp.With) -> None:
    if node.args.get("recursive"):
        raise NotTranslatable(
            "Not for Spark: recursion", cut(node.sql("duckdb"), SHOWN), "Run the model on DuckDB."
        )


def _group_all(node: exp.Group) -> None:
    if node.args.get("all"):
        raise NotTranslatable("Not for Spark: group by all", cut(node.sql("duckdb"), SHOWN), "Name the columns.")


def _by_name(node: exp.Union) -> None:
    if node.args.get("by_name"):
        raise NotTranslatable(
            "Not for Spark: union by name", cut(node.sql("duckdb"), SHOWN), "Name the columns, in one order."
        )


# What is looked at as it was written, before columns are named and stars spelled out.
BEFORE: dict[type[exp.Expr], Callable[[Any], object]] = {
    exp.Group: _group_all,
    exp.With: _recursive,
    exp.Union: _by_name,
}

# What is refused wherever it stands, why, and what to write instead.
REFUSED: dict[type[exp.Expr], tuple[str, str]] = {
    exp.AtTimeZone: ("a time zone, which Spark takes the other way", "Use the macro day_of."),
    exp.Avg: ("the mean of decimals is a decimal in Spark", "Divide the sum with a macro of money.sql."),
    exp.Bracket: (
        "a place in a list: Spark counts from 0, and fails beyond the end",
        "Use case or a join.",
    ),
    exp.CountIf: ("count_if of nothing but NULLs is NULL in DuckDB", "Write count(*) filter (where …)."),
    exp.Div: ("/ gives a double of decimals in DuckDB, a decimal in Spark", "Use a macro of money.sql."),
    exp.Limit: ("limit, which may stand before or after qualify", "Use qualify row_number() over (…) <= n."),
    exp.Lower: ("letters beyond ASCII are made small differently", "Do so where it is read."),
    exp.RegexpReplace: (
        "expressions are of another kind, and all are replaced",
        "Replace where it is read.",
    ),
    exp.TryCast: ("what can't be cast differs", "Cast where it is read from the file."),
}

REWRITES: dict[type[exp.Expr], Callable[[Any], exp.Expr]] = {
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In), _alike),
    **dict.fromkeys((exp.NullSafeEQ, exp.NullSafeNEQ, exp.Nullif), _alike),
    exp.Abs: _exact,
    exp.Add: _plus,
    exp.Anonymous: _function,
    exp.ArgMax: _best,
    exp.ArgMin: _best,
    exp.Case: _of_one_type,
    exp.Cast: _converted,
    exp.Chr: _where(
        lambda node: _is_written_out(node.expressions[0]) and int(node.expressions[0].name) < 128,
        "characters beyond ASCII have other numbers",
        "Write the character.",
    ),
    exp.Coalesce: _of_one_type,
    exp.Concat: _where(
        lambda node: all(is_a(part, *TEXTS) for part in node.expressions), "a part that is no text", "Cast it."
    ),
    exp.Count: _where(lambda node: node.this, "a count of nothing", "Write count(*)."),
    exp.DPipe: _together,
    exp.Distinct: _where(
        lambda node: (
            isinstance(node.parent, exp.Select)
            or (isinstance(node.parent, exp.Count) and len(node.expressions) == 1)
        ),
        "an aggregate of distinct values",
        "Use a select distinct before.",
    ),
    exp.Explode: _taken_apart,
    exp.Filter: _filtered,
    exp.Floor: _exact,
    exp.Format: _thousands,
    exp.GenerateSeries: _series,
    exp.Greatest: _of_one_type,
    exp.GroupConcat: _listed,
    exp.IntDiv: _whole_division,
    exp.Interval: _where(
        lambda node: isinstance(node.parent, exp.Add | exp.Sub),
        "an interval that is not added to a day",
        "Count days.",
    ),
    exp.Least: _of_one_type,
    exp.Like: _like,
    exp.Literal: _where(
        lambda node: node.is_string or "e" not in node.name.lower(), "a double", "Write a decimal."
    ),
    exp.Mod: _remainder,
    exp.Mul: _counted,
    exp.Neg: _exact,
    exp.Replace: _where(
        lambda node: _is_written_out(node.expression) and node.expression.name,
        "what is replaced is not written out",
        "Write it out.",
    ),
    exp.Right: _where(
        lambda node: _is_written_out(node.expression), "how many is not written out, or negative", "Write it out."
    ),
    exp.Round: _rounded,
    exp.Sign: _sign,
    exp.Sub: _minus,
    exp.Subquery: _where(
        lambda node: isinstance(node.parent, exp.From | exp.Join | exp.In), "a query as a value", "Use a join."
    ),
    exp.Sum: _exact,
    exp.TimestampTrunc: _where(
        lambda node: node.text("unit") in UNITS, "such a part of a day", f"Use one of {', '.join(UNITS)}."
    ),
    exp.Translate: _where(
        lambda node: _is_written_out(node.args["from_"]) and _is_written_out(node.args["to"]),
        "letters that are not written out",
        "Write them out.",
    ),
    exp.Trim: _where(
        lambda node: _is_written_out(node.expression),
        "what is trimmed is not written out: DuckDB takes other spaces too",
        "Write it out.",
    ),
    exp.Trunc: _cut_off,
    exp.Tuple: _where(
        lambda node: isinstance(node.parent, exp.GroupingSets),
        "fields that are NULL are compared in another order",
        "Compare one by one, or number the rows in that order.",
    ),
    exp.Window: _where(
        lambda node: not node.alias or not any(node.args.get(name) for name in ("partition_by", "order", "spec")),
        "a window that adds to another",
        "Write it out.",
    ),
    exp.WindowSpec: _where(
        lambda node: (
            node.text("kind").upper() == "ROWS"
            and all(isinstance(node.args.get(side) or "", str | exp.Literal) for side in ("start", "end"))
        ),
        "a frame that is not one of rows, so many of them",
        "Say rows between.",
    ),
}

TWO = "this expression"
# What both engines take alike, or a rewrite sees to: the arguments that were compared of each class of SQLGlot.
COMPARED: dict[type[exp.Expr], str] = {
    **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.IntDiv, exp.Mod, exp.BitwiseLeftShift, exp.Neg), TWO),
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is), TWO),
    **dict.fromkeys((exp.And, exp.Or, exp.Not, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Nullif, exp.Paren), TWO),
    **dict.fromkeys((exp.ArgMax, exp.ArgMin, exp.Filter, exp.Right), TWO),
    **dict.fromkeys((exp.Max, exp.Min, exp.AnyValue, exp.LogicalAnd, exp.LogicalOr, exp.Sum), "this"),
    **dict.fromkeys((exp.FirstValue, exp.LastValue, exp.Lag, exp.Lead, exp.IgnoreNulls), "this"),
    **dict.fromkeys((exp.Abs, exp.Floor, exp.Sign, exp.Year, exp.Month, exp.Explode, exp.Star), "this"),
    **dict.fromkeys((exp.Boolean, exp.From, exp.Having, exp.Qualify, exp.Var, exp.Where), "this"),
    **dict.fromkeys((exp.Null, exp.RowNumber, exp.Rank, exp.DenseRank), ""),
    **dict.fromkeys((exp.Array, exp.Chr, exp.Distinct, exp.Grouping, exp.With), "expressions"),
    **dict.fromkeys((exp.Group, exp.GroupingSets, exp.Rollup, exp.Tuple), "expressions"),
    **dict.fromkeys((exp.Anonymous, exp.Coalesce, exp.Format, exp.Order), "this expressions"),
    exp.Alias: "this alias",
    exp.Between: "this low high",
    exp.CTE: "this alias",
    exp.Case: "this ifs default",
    exp.Cast: "this to",
    exp.Column: "this table",
    exp.Concat: "expressions safe coalesce",
    exp.Count: "this big_int",
    exp.DPipe: "this expression safe",
    exp.DataType: "this expressions",
    exp.DataTypeParam: "this",
    exp.DateFromParts: "year month day",
    exp.GenerateSeries: "start end step",
    exp.Greatest: "this expressions ignore_nulls",
    exp.GroupConcat: "this separator",
    exp.Identifier: "this quoted",
    exp.If: "this true false",
    exp.In: "this expressions query",
    exp.Interval: "this unit",
    exp.Join: "this kind on side",
    exp.Least: "this expressions ignore_nulls",
    exp.Like: "this expression negate",
    exp.Literal: "this is_string",
    exp.Ordered: "this desc nulls_first",
    exp.Replace: "this expression replacement",
    exp.Round: "this decimals",
    exp.Select: "expressions distinct from_ joins where group having qualify windows order limit with_",
    exp.Subquery: "this alias",
    exp.Table: "this db alias",
    exp.TableAlias: "this",
    exp.TimestampTrunc: "this unit",
    exp.Translate: "this from_ to",
    exp.Trim: "this expression position",
    exp.Trunc: "this decimals",
    exp.Union: "this expression distinct with_",
    exp.Window: "this partition_by order spec alias over",
    exp.WindowSpec: "kind start start_side end end_side",
}
