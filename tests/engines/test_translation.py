"""The translation of queries to Spark: what becomes what, and what is refused. No Spark is started."""

import re

import pytest

from fundament.engines.placement import phases, views_read_by
from fundament.engines.translated import spark_queries
from fundament.engines.translation import NotTranslatable, translate
from fundament.transformation.prepared import prepared
from fundament.warehouse import home_of

COLUMNS = {
    "intermediate.lines": {
        "id": "VARCHAR",
        "kind": "VARCHAR",
        "day": "DATE",
        "last_day": "DATE",
        "at": "TIMESTAMP",
        "number": "INTEGER",
        "many": "BIGINT",
        "amount": "DECIMAL(18,2)",
        "share": "DECIMAL(9,8)",
        "weight": "DOUBLE",
        "is_whole": "BOOLEAN",
    },
    "marts.terms": {"id": "VARCHAR", "day": "DATE"},
}
RELATION = '"warehouse"."intermediate"."lines"'


def spark(expression: str) -> str:
    """One expression over the lines, as Spark gets it."""
    said = translate(f"select {expression} as x from {RELATION}", COLUMNS)
    return (
        re.sub(r"`lines`\.|`", "", said)
        .removeprefix("SELECT ")
        .removesuffix(" AS x FROM intermediate__lines AS lines")
    )


@pytest.mark.parametrize(
    ("duckdb", "expected"),
    [
        # Days between two dates are a number in DuckDB, an interval in Spark.
        ("last_day - day", "DATEDIFF(last_day, day)"),
        ("greatest(last_day, day) - day", "DATEDIFF(GREATEST(last_day, day), day)"),
        ("day + 1", "DATE_ADD(day, CAST(1 AS INT))"),
        ("day + many", "DATE_ADD(day, CAST(many AS INT))"),
        ("day - number", "DATE_ADD(day, -CAST(number AS INT))"),
        ("cast(day + to_months(number) as date)", "CAST(ADD_MONTHS(day, CAST(number AS INT)) AS DATE)"),
        (
            "cast(timezone('Europe/Amsterdam', timezone('UTC', at)) as date)",
            "CAST(FROM_UTC_TIMESTAMP(CAST(at AS TIMESTAMP), 'Europe/Amsterdam') AS DATE)",
        ),
        # By zero: NULL in DuckDB, an error in Spark.
        ("many // number", "many DIV NULLIF(number, 0)"),
        ("many // 7", "many DIV 7"),
        # Spark's own division of decimals in whole numbers has 64 bits.
        (
            "cast(amount as hugeint) // 7",
            "CAST(((CAST(amount AS DECIMAL(38, 0))) - ((CAST(amount AS DECIMAL(38, 0))) % (7))) / (7) "
            "AS DECIMAL(38, 0))",
        ),
        ("mod(many, number)", "many % NULLIF(number, 0)"),
        # DuckDB rounds, Spark cuts.
        ("cast(amount as integer)", "CAST(ROUND(amount, 0) AS INT)"),
        ("cast(trunc(amount) as bigint)", "CAST(CAST(amount AS BIGINT) AS BIGINT)"),
        # A double in Spark, and so all that it is multiplied with.
        ("sign(amount)", "CAST(SIGN(amount) AS INT)"),
        ("id || number", "id || CAST(number AS STRING)"),
        ("id || amount", "id || CAST(amount AS STRING)"),
        # NULL is nothing in a concat of DuckDB, and NULL in one of Spark.
        ("concat(id, kind)", "CONCAT(COALESCE(id, ''), COALESCE(kind, ''))"),
        ("format('{:,}', many)", "FORMAT_NUMBER(many, 0)"),
        ("format('{:t.}', many)", "REPLACE(FORMAT_NUMBER(many, 0), ',', '.')"),
        # The first value of an aggregate that has one.
        ("any_value(id)", "ANY_VALUE(id) IGNORE NULLS"),
        ("arg_max(id, number)", "MAX_BY(id, CASE WHEN NOT id IS NULL THEN number END)"),
        (
            "arg_min(id, number) filter (where is_whole) over (order by day)",
            "MIN_BY(id, CASE WHEN is_whole THEN CASE WHEN NOT id IS NULL THEN number END END) "
            "OVER (ORDER BY day NULLS LAST)",
        ),
        # Spark filters no window.
        (
            "count(*) filter (where is_whole) over (order by day)",
            "COUNT(CASE WHEN is_whole THEN 1 END) OVER (ORDER BY day NULLS LAST)",
        ),
        (
            "sum(amount) filter (where is_whole) over (partition by id)",
            "SUM(CASE WHEN is_whole THEN amount END) OVER (PARTITION BY id)",
        ),
        # Spark gathers all keys before it filters.
        (
            "count(distinct id) filter (where is_whole)",
            "COUNT(DISTINCT CASE WHEN is_whole THEN id END)",
        ),
        # NULLs come last in DuckDB, first in Spark.
        ("row_number() over (order by day)", "ROW_NUMBER() OVER (ORDER BY day NULLS LAST)"),
        (
            "string_agg(id, '; ' order by day)",
            "LISTAGG(id, '; ') WITHIN GROUP (ORDER BY day NULLS LAST)",
        ),
        # From 3 to 1 is nothing in DuckDB; Spark counts down.
        (
            "unnest(generate_series(number, 9))",
            "EXPLODE(IF(number <= 9, SEQUENCE(number, 9), SLICE(ARRAY(number), 1, 0)))",
        ),
        # An engine may take the type of the first value.
        (
            "case when is_whole then 0 when number = 1 then amount else share end",
            "CASE WHEN is_whole THEN CAST(0 AS DECIMAL(24, 8)) WHEN number = 1 "
            "THEN CAST(amount AS DECIMAL(24, 8)) ELSE CAST(share AS DECIMAL(24, 8)) END",
        ),
        ("list_position(['a', 'b'], kind)", "NULLIF(ARRAY_POSITION(ARRAY('a', 'b'), kind), 0)"),
    ],
)
def test_what_means_the_same_is_said_so(duckdb: str, expected: str) -> None:
    assert spark(duckdb) == expected


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("amount / 2", "/ gives a double"),
        ("avg(amount)", "the mean of decimals"),
        # 38 + 9 + 1 digits: Spark would keep six decimals of eight.
        ("cast(many as decimal(38, 0)) * share", "48 digits, 8 of them decimals, of which Spark keeps 6"),
        ("sum(amount) * share * share", "of which Spark keeps"),
        ("cast(weight as varchar)", "as text it looks different"),
        ("id || weight", "as text it looks different"),
        ("cast(at as varchar)", "as text it looks different"),
        ("cast(weight as integer)", "halves of doubles"),
        ("round(weight, 2)", "halves of doubles"),
        ("at - interval 1 day", "arithmetic with instants"),
        ("try_cast(id as integer)", "what can't be cast"),
        ("regexp_replace(id, 'a(.)', '\\1')", "expressions are of another kind"),
        ("format('{:.1f}', weight)", "another language of patterns"),
        ("id like '%' || kind", "a pattern that is not written out"),
        ("id like 'a\\_b'", "with a backslash"),
        ("[id, kind][1]", "a place in a list"),
        ("list(id order by day)", "ARRAY_AGG has not been compared"),
        ("{'a': id}", "STRUCT has not been compared"),
        ("arg_max(id, (day, number))", "fields that are NULL"),
        ("string_agg(id, ', ')", "in no order"),
        ("string_agg(id, ', ' order by id) over (partition by kind)", "over a window"),
        ("string_agg(id, ', ' order by id) || count(distinct kind)", "beside a count of distinct values"),
        ("unnest(generate_series(1, number, 2))", "steps of a series"),
        ("list_sum([1])", "list_sum has not been compared"),
        ("levenshtein(id, kind)", "has not been compared"),
        ("quantile_disc(number, 0.8)", "has not been compared"),
        ("timezone('Europe/Amsterdam', at)", "a time zone is not asked of an instant in UTC"),
        ("timezone('UTC', at)", "timezone has not been compared"),
        ("at at time zone 'Europe/Amsterdam'", "takes the other way"),
        ("to_months(1)", "to_months has not been compared"),
        ("interval 1 day", "not added to a day"),
        ("day + interval (number) day", "no number of days or months"),
        ("day + interval 1 hour", "no number of days or months"),
        ("date_trunc('decade', day)", "such a part of a day"),
        # 1.005 is 1.00 in DuckDB and 1.01 in Spark, 2.5 is 2 and 3.
        ("cast(weight as decimal(18, 2))", "halves of doubles"),
        ("cast(weight as hugeint)", "halves of doubles"),
        ("sum(weight)", "only exact numbers"),
        ("weight + 1", "not known to be an exact number"),
        ("amount // 2", "a whole division of what has decimals"),
        ("1e3", "a double"),
        ("cast(id as date)", "such a cast, of TEXT"),
        ("cast(number as double)", "such a cast, of INT"),
        # A field that is NULL comes last in DuckDB, first in Spark.
        ("max((day, number))", "fields that are NULL"),
        ("greatest((day, number), (last_day, number))", "fields that are NULL"),
        ("(day, number) < (last_day, number)", "fields that are NULL"),
        ("row_number() over (order by (day, number))", "fields that are NULL"),
        ("count(distinct (id, kind))", "fields that are NULL"),
        ("max([id, kind])", "a list or a row of fields"),
        ("unnest(max([id, kind]))", "a list or a row of fields"),
        ("chr(300)", "beyond ASCII"),
        ("chr(number)", "beyond ASCII"),
        ("right(id, -1)", "not written out, or negative"),
        ("right(id, number)", "not written out, or negative"),
        ("trim(id)", "other spaces"),
        ("rtrim(id, kind)", "other spaces"),
        ("lower(id)", "beyond ASCII"),
        ("replace(id, kind, 'x')", "not written out"),
        ("translate(id, kind, 'x')", "not written out"),
        ("concat(id, number)", "no text"),
        ("id = number", "a text beside a number"),
        ("id in (kind, number)", "a text beside a number"),
        ("greatest(id, number)", "a text beside a number"),
        ("HASH(id)", "hash has not been compared"),
        ("id similar to 'a.*'", "SimilarTo has not been compared"),
        ("id glob 'a*'", "Glob has not been compared"),
        ("id like 'a!_' escape '!'", "Escape has not been compared"),
        # A NULL in the list is no answer's NULL in DuckDB.
        ("id in [kind]", "in […]"),
        ("unnest([1]) + 1", "a column by itself"),
        ("unnest([1]) as y, unnest([2])", "a column by itself"),
        ("count_if(is_whole)", "count_if"),
        ("count()", "a count of nothing"),
        ("count(distinct id, kind)", "distinct values"),
        ("sum(distinct number)", "distinct values"),
        ("arg_max(id, number, 2)", "ARG_MAX with count"),
        ("max(number, 2)", "MAX with count"),
        ("lag(id, 2) over (order by id)", "LAG with offset"),
        ("sum(number) over (rows between 1 preceding and current row exclude current row)", "with exclude"),
        ("sum(number) over (order by day range between 1 preceding and current row)", "not one of rows"),
        ("(select max(day) from marts.terms)", "a query as a value"),
        ("exists (select 1 from marts.terms)", "EXISTS has not been compared"),
    ],
)
def test_what_fails_or_differs_is_refused(expression: str, why: str) -> None:
    with pytest.raises(NotTranslatable, match="Not for Spark") as refused:
        spark(expression)
    assert why in refused.value.what
    assert refused.value.where
    assert refused.value.what_to_do


@pytest.mark.parametrize(
    ("query", "why"),
    [
        (
            "with recursive r as (select 1 as n union all select n + 1 as n from r where n < 3) select n from r",
            "recursion",
        ),
        (f"select id from {RELATION} union all by name select id from marts.terms", "union by name"),
        (f"select id, count(*) as n from {RELATION} group by all", "group by all"),
        (f"insert into {RELATION} select 1", "Not a query"),
        # DuckDB takes the limit after `qualify`; in the query within it would come before.
        (f"select id from {RELATION} qualify row_number() over (order by id) > 1 order by id limit 3", "limit"),
        (f"select id from {RELATION} offset 1", "Select with offset"),
        (f"select l.id from {RELATION} as l asof join marts.terms as t on l.day >= t.day", "Join with method"),
        (f"select l.id from {RELATION} as l positional join marts.terms", "Join with method"),
        (f"select id from {RELATION} using sample 10%", "Select with sample"),
        (f"select distinct on (id) id, day from {RELATION}", "Distinct with on"),
        (f"select sum(many) over (w order by id) as n from {RELATION} window w as (partition by kind)", "adds to"),
        (f"select nothing from {RELATION}", "can't translate"),
    ],
)
def test_queries_that_spark_has_no_form_for_are_refused(query: str, why: str) -> None:
    with pytest.raises(NotTranslatable, match=why):
        translate(query, COLUMNS)


def test_columns_are_named_and_helpers_leave_no_trace() -> None:
    said = translate(
        f"select * exclude (weight, at) from {RELATION} "
        "qualify row_number() over (partition by id order by day) = 1",
        COLUMNS,
    )
    names = re.findall(r"AS `(\w+)`", said.partition(" FROM (")[0])
    assert names == [name for name in COLUMNS["intermediate.lines"] if name not in ("weight", "at")]
    assert "QUALIFY" not in said
    assert "*" not in said


def test_expressions_of_one_name_in_two_models_stay_apart() -> None:
    said = translate(
        f"""
        with one as (with lines as (select id from {RELATION}) select id from lines),
        other as (with lines as (select id from marts.terms) select id from lines)
        select one.id from one semi join other on one.id = other.id
        """,
        COLUMNS,
    )
    names = re.findall(r"`(\w+)` AS \(", said)
    assert len(names) == len(set(names)) == 4
    assert said.index("`marts__terms`") < said.index("`other_")


def test_every_model_that_may_run_on_spark_is_translated() -> None:
    """With their views and data tests; the error of one that can't be says what to write instead."""
    script = prepared(home_of())
    known = {node.unique_id: node for node in script.nodes}
    nodes = [node for phase in phases(script, "spark") if phase.engine == "spark" for node in phase.nodes]
    asked = {node.unique_id for node in nodes} | {view for node in nodes for view in views_read_by(node, known)}
    failed = {}
    for unique_id in asked:
        try:
            assert translate(script.manifest["nodes"][unique_id]["compiled_code"], script.columns)
        except NotTranslatable as error:
            failed[unique_id] = str(error)
    assert failed == {}
    assert asked == spark_queries(home_of(), script).keys()
    names = {known[unique_id].name for unique_id in asked}
    assert {"int_spend_parts", "int_spend_classes", "noncompliance_by_contract_year", "issues"} <= names
    assert {"known_contract_spend", "int_rule_subjects"} <= names
    assert any(known[unique_id].resource_type == "test" for unique_id in asked)


def test_no_digit_is_lost_where_a_product_fits() -> None:
    assert spark("cast(many as decimal(28, 0)) * share").endswith("* share")
