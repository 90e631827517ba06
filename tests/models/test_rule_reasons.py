"""Reasons of the rules are codes, and each code has its words."""

import csv

import sqlglot
from sqlglot import exp

from fundament.project import DBT_DIR, PROJECT_ROOT
from tests.warehouses import compiled

REFERENCE = PROJECT_ROOT / "seeds" / "reference"
# Columns that hold a reason, a doubt or a pair of verdict and reason.
HOLDERS = {"reason", "missing_reason", "threshold_missing_reason", "not_testable_reason", "doubt", "outcome"}


def given(query: str) -> set[str]:
    """The codes that a query can give as a reason: what the branches of its cases come to."""
    found = set()
    for column in sqlglot.parse_one(query, dialect="duckdb").find_all(exp.Alias):
        if column.alias not in HOLDERS:
            continue
        for case in column.find_all(exp.Case):
            for result in [*(branch.args["true"] for branch in case.args["ifs"]), case.args.get("default")]:
                code = result.expressions[-1] if isinstance(result, exp.Array) else result
                if isinstance(code, exp.Literal):
                    found.add(code.this)
    return found


def rows(table: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_reason_that_a_rule_can_give_has_its_words_and_no_others_have() -> None:
    models = [path.stem for path in (DBT_DIR / "models" / "intermediate" / "rules").glob("*.sql")]
    codes = {row["reason"] for row in rows("line_verdicts")}
    for model in [*models, "int_lawfulness_tolerance"]:
        codes |= given(compiled(model))
    assert codes == {row["reason"] for row in rows("rule_reasons")}


def test_the_words_of_a_reason_are_there_in_both_languages_and_are_its_own() -> None:
    reasons = rows("rule_reasons")
    assert all(row["label_en"] and row["label_nl"] for row in reasons)
    # Earlier history names a reason by its words, so these are as unique as the codes.
    names = [row["reason"] for row in reasons] + [row["label_en"] for row in reasons]
    assert len(set(names)) == len(names)


def test_a_reason_is_found_in_a_case_and_in_a_pair_and_a_condition_is_none() -> None:
    query = """
        select
            case when x = 'fail' then case when y then 'inner' else 'other' end when z then reason else 'last' end
                as reason,
            case when x = 'pass' then ['pass', 'second'] else ['fail', missing_reason] end as outcome,
            case when x then 'pass' end as verdict
    """
    assert given(query) == {"inner", "other", "last", "second"}
