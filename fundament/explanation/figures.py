"""A printed figure: which cells of the marts it is made of, and how they come to its value.

The value is that of the release. The arithmetic is done again on the cells, and `defect` says where that comes
to something else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from difflib import get_close_matches
from typing import Any

import duckdb

from fundament.explanation.cells import (
    NEAR,
    Cell,
    address_of,
    find_cell,
    lines_of_cell,
    lines_of_scenario,
    marts,
    unknown,
)
from fundament.explanation.origin import Line, Lines, lines_in_evidence, spend_lines, together

Row = dict[str, Any]
HALF = Decimal("0.5")


@dataclass(frozen=True)
class Term:
    """One value of the arithmetic, with the interval that rounding leaves open, and the cell that holds it."""

    label: str
    value: Any
    low: Any = None
    high: Any = None
    address: str = ""


@dataclass(frozen=True)
class Explanation:
    """A figure, or a cell, with what it is made of."""

    lines: Lines
    figure: Row | None = None
    cell: Cell | None = None
    formula: str = ""
    terms: tuple[Term, ...] = ()
    result: Term | None = None
    defect: str = ""


def explain(connection: duckdb.DuckDBPyConnection, name: str) -> Explanation:
    """Explain a figure by its id, or by `publication_id/figure_id`; or else a cell by its address."""
    found = rows(connection, "from marts.source_reconciliation where figure_id = ?", name)
    if not found and name.count("/") == 1:
        both = "from marts.source_reconciliation where publication_id = ? and figure_id = ?"
        found = rows(connection, both, *name.split("/"))
    if len(found) > 1:
        raise unknown(
            f"{len(found)} publications have a figure {name}", [f"{row['publication_id']}/{name}" for row in found]
        )
    if found:
        [figure] = found
        [unit] = rows(connection, "from reference.units where unit = ?", figure["unit"])
        figure |= {"unit_label": unit["label_en"], "one_over": unit["one_over"]}
        return _checked(EXPLAINED.get(figure["measure"], _from_tolerance)(connection, figure))
    # The name of a mart alone is an address without its keys, and is told which it needs.
    if "/" in name or name in marts(connection):
        cell = find_cell(connection, name)
        return Explanation(lines_of_cell(connection, cell), cell=cell)
    ids = [row["figure_id"] for row in rows(connection, "from marts.source_reconciliation order by figure_id")]
    near = get_close_matches(name, ids, NEAR, 0.5) + get_close_matches(name, list(marts(connection)), NEAR, 0.6)
    raise unknown(f"There is no figure {name}", near or ids[:NEAR])


def rows(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[Row]:
    """The answer with the names of its columns."""
    cursor = connection.execute(query, list(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


CELLS_OF_FIGURE = """
    select *, coalesce(contract_id, 'none') as contract
    from marts.noncompliance_by_contract_year
    where
        publication_id = ? and scenario_id in (coalesce(?, 'none'), 'none')
        and contract_id = coalesce(?, contract_id)
        and year = coalesce(?, year) and measure_type = coalesce(?, measure_type)
        and stated_unlawful_amount_gross is distinct from 0
    order by contract_id, year, measure_type
"""
PARTS_OF_FIGURE = """
    part.publication_id = ? and part.scenario_id in (coalesce(?, 'none'), 'none')
    and coalesce(part.contract_id, 'none') = coalesce(?, part.contract_id, 'none')
    and part.year = coalesce(?, part.year) and part.measure_type = coalesce(?, part.measure_type)
    and part.stated_outcome = 'unlawful'
"""
SUBJECT = ("publication_id", "scenario_id", "contract_id", "year", "measure_type")


def _from_spend(connection: duckdb.DuckDBPyConnection, figure: Row) -> Explanation:
    if figure["value_basis"] != "from_parts":
        return _from_scenario(connection, figure)
    about = [figure[name] for name in SUBJECT]
    terms = [
        _term(
            f"{row['contract_id']}, {row['year']}, {row['measure_type']}",
            row["stated_unlawful_amount_gross"],
            row["stated_rounding_units_sum"],
            address_of("noncompliance_by_contract_year", [row[name] for name in SUBJECT]),
        )
        for row in rows(connection, CELLS_OF_FIGURE, *about)
    ]
    lines = spend_lines(connection, PARTS_OF_FIGURE, about)
    if figure["measure"] == "unlawful_contract_count":
        contracts = Term("", len({term.label.split(",")[0] for term in terms}))
        return Explanation(
            lines,
            figure,
            formula="Number of contracts that have one",
            terms=tuple(terms),
            result=contracts,
        )
    result = _total(terms)
    defect = "" if lines.total == result.value else f"The lines come to EUR {lines.total}"
    formula = "Sum of stated_unlawful_amount_gross, EUR including VAT"
    return Explanation(lines, figure, formula=formula, terms=tuple(terms), result=result, defect=defect)


def _from_scenario(connection: duckdb.DuckDBPyConnection, figure: Row) -> Explanation:
    publication_id, scenario_id = figure["publication_id"], figure["scenario_id"]
    own, *_ = rows(
        connection,
        "from marts.noncompliance_scenarios where publication_id = ? and scenario_id = ?",
        publication_id,
        scenario_id,
    )
    place = address_of("noncompliance_scenarios", [publication_id, scenario_id])
    lines = lines_of_scenario(connection, publication_id, scenario_id, "stated_outcome")
    if figure["measure"] == "pause_months":
        # The length of the pause stands in the scenario's own line, also where its total is made of spend.
        its_row = "from marts.dim_scenario where publication_id = ? and scenario_id = ?"
        stated = rows(connection, its_row, publication_id, scenario_id)
        lines = together(
            Line(row["source_file"], row["source_line"], None, row["citation"], None) for row in stated
        )
        months = Term("pause_months", own["pause_months"], address=f"{place}/pause_months")
        return Explanation(lines, figure, formula="As stated", terms=(months,), result=Term("", months.value))
    total = Term(
        "stated_total_gross",
        own["stated_total_gross"],
        own["stated_total_low_gross"],
        own["stated_total_high_gross"],
        place,
    )
    if figure["measure"] != "increase_pct":
        return Explanation(lines, figure, formula="As stated, EUR", terms=(total,), result=total)
    base, *_ = rows(
        connection, "from marts.noncompliance_scenarios where publication_id = ? and is_baseline", publication_id
    )
    baseline = Term(
        f"stated_total_gross of the baseline, {base['scenario_id']}",
        base["stated_total_gross"],
        base["stated_total_low_gross"],
        base["stated_total_high_gross"],
        address_of("noncompliance_scenarios", [publication_id, base["scenario_id"]]),
    )
    of_baseline = lines_of_scenario(connection, publication_id, base["scenario_id"], "stated_outcome")
    result = Term(
        "",
        _percent(total.value - baseline.value, baseline.value),
        _percent(total.low - baseline.high, baseline.high),
        _percent(total.high - baseline.low, baseline.low),
    )
    return Explanation(
        lines.and_also(of_baseline),
        figure,
        formula="100 x (total - baseline) / baseline",
        terms=(total, baseline),
        result=result,
    )


def _from_service(connection: duckdb.DuckDBPyConnection, figure: Row) -> Explanation:
    [row] = rows(
        connection,
        "from marts.impact_services where publication_id = ? and service_id = ?",
        figure["publication_id"],
        figure["entity"],
    )
    place = address_of("impact_services", [figure["publication_id"], figure["entity"]])
    names = ("baseline_end_date", "forecast_end_date", "slip_days")
    terms = tuple(Term(name, row[name], address=place) for name in names)
    formula = f"Complete months of delay; basis: {row['slip_basis']}"
    result = Term("slip_months", row["slip_months"])
    return Explanation(
        together(lines_in_evidence(row["evidence"])), figure, formula=formula, terms=terms, result=result
    )


def _from_finance(connection: duckdb.DuckDBPyConnection, figure: Row) -> Explanation:
    of_year = rows(
        connection,
        "from marts.impact_finance where publication_id = ? and year = ? order by component",
        figure["publication_id"],
        figure["year"],
    )
    [own] = [row for row in of_year if row["component"] == figure["entity"]]
    parts = [row for row in of_year if row["component"] != "total"]
    chosen = parts if own["amount_basis"] == "from_components" else [own]
    terms = [
        _term(
            row["component"],
            row["amount_eur"],
            row["rounding_units_sum"],
            address_of("impact_finance", [row["publication_id"], row["year"], row["component"]]),
        )
        for row in chosen
    ]
    lines = together(line for row in chosen for line in lines_in_evidence(row["evidence"]))
    result = _total(terms)
    return Explanation(lines, figure, formula="Sum of amount_eur, EUR", terms=tuple(terms), result=result)


def _from_tolerance(connection: duckdb.DuckDBPyConnection, figure: Row) -> Explanation:
    found = rows(
        connection,
        "from marts.lawfulness_tolerance where publication_id = ? and entity = ? and year = ?",
        figure["publication_id"],
        figure["entity"],
        figure["year"],
    )
    if not found:
        return Explanation(together([]), figure, formula=f"No arithmetic is known for {figure['measure']}")
    [row] = found
    place = address_of("lawfulness_tolerance", [figure["publication_id"], figure["entity"], figure["year"]])
    terms: tuple[Term, ...]
    base, errors, uncertainties = (
        _term(name, row[name], row["rounding_unit"], place)
        for name in ("base_amount", "error_amount", "uncertainty_amount")
    )
    share = Term("tolerance_share", row["tolerance_share"], address=place)
    lines = together([Line(row["source_file"], row["source_line"], None, row["citation"], None)])
    if figure["measure"] == "tolerance_amount":
        terms, formula = (share, base), "tolerance_share x base_amount, EUR"
        result = Term("", share.value * base.value, share.value * base.low, share.value * base.high)
    elif figure["measure"] == "sum_amount":
        terms, formula = (errors, uncertainties), "error_amount + uncertainty_amount, EUR"
        result = _total(terms)
    elif figure["measure"] == "sum_pct":
        terms, formula = (errors, uncertainties, base), "100 x (error_amount + uncertainty_amount) / base_amount"
        result = Term(
            "",
            _percent(errors.value + uncertainties.value, base.value),
            _percent(errors.low + uncertainties.low, base.high),
            _percent(errors.high + uncertainties.high, base.low),
        )
    else:
        own = _term(figure["measure"], row[figure["measure"]], row["rounding_unit"], place)
        terms, formula, result = (own,), "As stated, EUR", own
    return Explanation(lines, figure, formula=formula, terms=terms, result=result)


EXPLAINED: dict[str, Callable[[duckdb.DuckDBPyConnection, Row], Explanation]] = {
    "unlawful_amount_gross": _from_spend,
    "unlawful_contract_count": _from_spend,
    "increase_pct": _from_scenario,
    "pause_months": _from_scenario,
    "slip_months": _from_service,
    "cost_impact_amount": _from_finance,
}


def _checked(explanation: Explanation) -> Explanation:
    """The explanation, with a defect where its arithmetic does not come to the figure's value."""
    figure, result = explanation.figure, explanation.result
    if figure is None or result is None or result.value is None or explanation.defect:
        return explanation
    again = (Decimal(result.value) * figure["one_over"]).quantize(Decimal("1e-8"), ROUND_DOWN)
    if again == figure["computed_value"]:
        return explanation
    return Explanation(
        **{**vars(explanation), "defect": f"This comes to {again} and the release to {figure['computed_value']}"}
    )


def _term(label: str, value: Decimal | None, rounding_units_sum: Decimal | None, address: str) -> Term:
    if value is None or rounding_units_sum is None:
        return Term(label, value, address=address)
    half = rounding_units_sum * HALF
    return Term(label, value, value - half, value + half, address)


def _sum(terms: Iterable[Term], name: str) -> Decimal | None:
    values = [getattr(term, name) for term in terms]
    return None if None in values else sum(values, Decimal(0))


def _total(terms: Iterable[Term]) -> Term:
    of = list(terms)
    return Term("sum", _sum(of, "value"), _sum(of, "low"), _sum(of, "high"))


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    """As the models have it: eight decimals, cut off."""
    return (100 * part / whole).quantize(Decimal("1e-8"), ROUND_DOWN)
