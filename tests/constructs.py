"""Each construct that the translation lets through by itself, over rows at its borders, on both engines."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import duckdb

from fundament.engines.session import Session, in_one_line
from fundament.engines.translation import translate

COLUMNS = {
    "intermediate.lines": {
        "id": "VARCHAR",
        "kind": "VARCHAR",
        "day": "DATE",
        "last_day": "DATE",
        "moment": "TIMESTAMP",
        "number": "INTEGER",
        "many": "BIGINT",
        "amount": "DECIMAL(18,2)",
        "share": "DECIMAL(9,8)",
        "is_whole": "BOOLEAN",
    }
}
RELATION = '"warehouse"."intermediate"."lines"'
# NULLs, negatives, halves, leap days, an hour that another day has in Amsterdam, signs beyond ASCII.
ROWS = [
    ("a", "x", "2024-02-29", "2024-03-31", "2024-03-30 23:30:00", 3, 10, "2.50", "0.12345678", True),
    ("b", "x", "2024-01-31", "2023-12-31", "2024-07-01 22:00:00", -7, 4, "-2.50", "0.00000001", False),
    ("ë", "y", None, "2024-02-29", "2024-12-31 23:00:00.000001", 0, -9, "0.01", None, None),
    ("B", None, "1969-12-31", "1970-01-01", None, 12, 2_000_000_000_000, "9999999.99", "0.5", True),
    (None, "y", "2000-02-29", None, "2000-02-29 00:00:00", None, None, None, "1", False),
    ("\U0001d11e\\_", "z", "2023-03-01", "2023-03-01", "2024-10-27 00:30:00", 2, 0, "0.00", "0.99999999", None),
]
EXPRESSIONS = [
    "last_day - day",
    "day + number",
    "day - 1",
    "day + cast(many % 100 as integer)",
    "greatest(day, last_day) - least(day, last_day)",
    "cast(day + to_months(number) as date)",
    "cast(date_trunc('month', day) as date)",
    "date_trunc('year', day) <= last_day",
    "date_trunc('day', moment)",
    "day + interval 1 month = last_day",
    "day + interval 4 year <= last_day",
    "cast(timezone('Europe/Amsterdam', timezone('UTC', moment)) as date)",
    "12 * year(day) + month(day)",
    "make_date(year(day), 1, 1)",
    "many // number",
    "many // 7",
    "cast(amount as hugeint) * 100 // 7",
    "(cast(cast(abs(amount) as decimal(38, 2)) * 100 as hugeint) * 2 * 31 + 366) // (2 * 366)",
    "mod(many, number)",
    "mod(amount, 3)",
    "-many % 7",
    "cast(amount as bigint)",
    "cast(trunc(amount) as bigint)",
    "cast(share as integer)",
    "cast(floor(amount) as bigint)",
    "sign(amount) * amount",
    "round(amount * share, 2)",
    "cast(amount * share as decimal(18, 2))",
    "cast(amount * (1 + share) as decimal(18, 2))",
    "cast(amount as decimal(18, 1))",
    "cast(amount as hugeint)",
    "cast(is_whole as integer)",
    "cast('1' || abs(number) as bigint)",
    "cast(moment as date)",
    "round(amount, 1)",
    "amount - share",
    "id || number || ', ' || amount || day || share || is_whole",
    "concat(id, kind, 'z')",
    "coalesce(amount, 0)",
    "case when is_whole then 0 when number > 0 then amount else share end",
    "if(is_whole, amount, 1)",
    "greatest(amount, 0)",
    "least(amount, share, number)",
    "nullif(amount, 0.01)",
    "right(cast(amount as varchar), 3)",
    "right(id, 1)",
    "right(id, 0)",
    "trim(id, 'aë')",
    "rtrim(rtrim(cast(share as varchar), '0'), '.')",
    "replace(id, 'ë', 'e')",
    "translate(id || ',.', 'ë,.', 'e.,')",
    "id || chr(31) || chr(127) || kind",
    r"id || '\' || chr(39) || 'it''s'",
    "id like '_'",
    "id not like 'a%'",
    "kind in ('x', 'z')",
    "kind not in ('x', id)",
    "number between 0 and 12",
    "is_whole is true",
    "case kind when 'x' then 1 else 2 end",
    "id is not distinct from kind",
    "id is distinct from kind",
    "format('{:,}', many)",
    "format('{:t.}', many)",
    "list_position(['x', 'y'], kind)",
    "cast(1 as bigint) << abs(number)",
    "row_number() over (order by day, id)",
    "row_number() over (order by day desc, id desc)",
    "row_number() over (order by amount nulls first, id)",
    "rank() over (order by kind)",
    "dense_rank() over (order by kind)",
    "lag(id) over (order by number)",
    "lead(amount) over (partition by kind order by id desc)",
    "first_value(id) over (order by id)",
    "last_value(id ignore nulls) over (order by number rows between unbounded preceding and 1 preceding)",
    "sum(amount) over (order by id rows between unbounded preceding and current row)",
    "sum(number) over (order by kind)",
    "count(*) filter (where is_whole) over (partition by kind)",
    "sum(amount) filter (where not is_whole) over (order by id)",
    "bool_or(is_whole) over (partition by kind)",
    "max_by(id, number) filter (where is_whole) over (order by day)",
    "unnest(generate_series(number, 2))",
    "unnest([day, last_day])",
    "unnest(case when is_whole then ['p', 'q', 'r'] else ['s'] end)",
]
AGGREGATES = [
    "sum(amount)",
    "sum(amount) * 2 + count(*)",
    "sum(many)",
    "sum(number) filter (where is_whole)",
    "count(*) filter (where amount is null)",
    "count(distinct kind)",
    "count(distinct id) filter (where is_whole)",
    "min(id) || max(id)",
    "max(day)",
    "bool_and(is_whole)",
    "bool_or(amount > 0)",
    "any_value(kind)",
    "arg_max(id, number)",
    "arg_max(kind, many)",
    "arg_min(amount, day) filter (where number > 0)",
    "string_agg(id, '; ' order by id)",
    "string_agg(id || number, ', ' order by day desc) filter (where number is not null)",
    "grouping(kind)",
]


def constructs() -> list[str]:
    """The queries."""
    return [
        *(f"select id as key, {said} as x from {RELATION}" for said in EXPRESSIONS),
        *(f"select kind as key, {said} as x from {RELATION} group by rollup (kind)" for said in AGGREGATES),
    ]


def different_constructs(session: Session, folder: Path) -> dict[str, str]:
    """Of each construct of which values or texts are not the same, both. Spark reads the rows from the folder."""
    types = ", ".join(f"{name} {kind}" for name, kind in COLUMNS["intermediate.lines"].items())
    different = {}
    with duckdb.connect() as here:
        here.execute("set TimeZone = 'UTC'")
        here.execute("attach ':memory:' as warehouse")
        here.execute("create schema warehouse.intermediate")
        here.execute(f"create table {RELATION} ({types})")
        here.executemany(f"insert into {RELATION} values ({', '.join('?' * len(ROWS[0]))})", ROWS)
        here.execute(f"copy {RELATION} to '{folder}/lines.parquet' (format parquet)")
        session.spark.read.parquet(str(folder / "lines.parquet")).createOrReplaceTempView("intermediate__lines")
        for query in constructs():
            on_duckdb = sorted(map(_plain, here.execute(query).fetchall()))
            assert len(on_duckdb) > 1
            try:
                on_spark = sorted(map(_plain, session.spark.sql(translate(query, COLUMNS)).collect()))
            except Exception as error:
                on_spark = [in_one_line(error)]
            if on_duckdb != on_spark:
                different[query] = f"duckdb {on_duckdb}\n  spark  {on_spark}"
    return different


def _plain(row: Sequence[object]) -> str:
    """The value, not the type: of a table each column is cast to its own, or refused where that loses anything."""
    return repr([_value(value) for value in row])


def _value(value: object) -> object:
    if isinstance(value, dt.datetime | bool):
        return str(value)
    return str(Decimal(value).normalize() + 0) if isinstance(value, int | Decimal) else value
