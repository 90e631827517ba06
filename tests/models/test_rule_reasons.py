"""Reasons of the rules are codes, and each code has its words."""

import csv
import re
from collections.abc import Iterator

import pytest
import sqlglot
from sqlglot import exp

from fundament.project import DBT_DIR, PROJECT_ROOT
from tests.warehouses import compiled

REFERENCE = PROJECT_ROOT / "seeds" / "reference"
# Columns of rules that hold a reason, a doubt, or a pair of verdict and reason.
HOLDER = re.compile(r"reason$|^(doubt|outcome)$")


def given(query: str) -> set[str]:
    """The codes that a query can give as a reason."""
    columns = sqlglot.parse_one(query, dialect="duckdb").find_all(exp.Alias)
    return {code for column in columns if HOLDER.search(column.alias) for code in results(column.this)}


def results(value: exp.Expression | None) -> Iterator[str]:
    """The texts that an expression can come to; of a pair the second."""
    match value:
        case exp.Literal():
            yield value.this
        case exp.Paren() | exp.Cast():
            yield from results(value.this)
        case exp.Array():
            yield from results(value.expressions[-1])
        case exp.Case():
            for branch in value.args["ifs"]:
                yield from results(branch.args["true"])
            yield from results(value.args.get("default"))
        case exp.If():
            yield from results(value.args["true"])
            yield from results(value.args.get("false"))
        case exp.Coalesce():
            for one in (value.this, *value.expressions):
                yield from results(one)
        case exp.Column() | exp.Null() | exp.Bracket() | None:
            return
        case _:
            raise AssertionError(f"is it a reason, and which? {value.sql('duckdb')}")


def rows(table: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_reason_that_a_rule_can_give_has_its_words_and_no_others_have() -> None:
    models = [path.stem for path in (DBT_DIR / "models" / "intermediate" / "rules").glob("*.sql")]
    codes = {row["reason"] for row in rows("line_verdicts")}
    for model in [*models, "int_lawfulness_tolerance"]:
        codes |= given(compiled(model))
    assert codes == {row["reason"] for row in rows("rule_reasons")}


def test_a_reason_is_a_code_with_words_of_its_own_in_both_languages() -> None:
    reasons = rows("rule_reasons")
    assert all(re.fullmatch("[a-z0-9_]+", row["reason"]) for row in reasons)
    assert all(row["label_en"] and row["label_nl"] for row in reasons)
    # Earlier history names a reason by its words, so these are as unique as the codes.
    names = [row["reason"] for row in reasons] + [row["label_en"] for row in reasons]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("expression", "codes"),
    [
        ("'one'", {"one"}),
        ("case when x = 'fail' then case when y then 'in' end when z then reason else 'last' end", {"in", "last"}),
        ("case when x = 'pass' then ['pass', 'second'] else ['fail', missing_reason] end", {"second"}),
        ("if(x = 'fail', 'one', coalesce(reason, cast(('two') as varchar)))", {"one", "two"}),
        ("tested.outcome[2]", set()),
    ],
)
def test_a_reason_is_found_where_it_is_given_and_a_condition_is_none(expression: str, codes: set[str]) -> None:
    for name in ("reason", "missing_reason", "outcome", "doubt"):
        assert given(f"select {expression} as {name}, 'fail' as verdict") == codes


def test_an_expression_of_another_kind_is_looked_at_by_a_person() -> None:
    with pytest.raises(AssertionError, match=r"which\? LOWER\(x\)"):
        given("select lower(x) as reason")
