"""Each check is seen to fail on a warehouse that is broken in just the way that it guards against."""

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from fundament.checks import process
from fundament.checks.declared import Check, Suite, read_suites
from fundament.checks.suites import run_suites
from fundament.settings import settings
from tests.conftest import AS_OF_DATE, MEMO, Command, make_editable
from tests.warehouses import built, checked

# The memo states no number of issues, so that it has no week: this is one, of no issue.
ONE_WEEK = "insert into marts.issue_flow (publication_id, component, period_end, open_at_start, opened, reopened, resolved, validated, open, open_blocking, awaiting_validation, net_change, open_over_30_days, open_over_90_days, oldest_open_days, average_open_days) values ('nota-2022-0000555327', 'total', '2022-02-07', 0, 1, 0, 0, 0, {open}, {blocking}, 0, 1, 0, 0, 1, 1)"
# check: the statements that break a good warehouse.
BROKEN = {
    "every_figure_as_good_as_accepted": "update marts.source_reconciliation set is_accepted = false where figure_id = 'kis_2020'",
    "every_figure_has_a_verdict": "update marts.source_reconciliation set verdict = null where figure_id = 'kis_2020'",
    "accepted_exceptions_have_a_reason": "update marts.source_reconciliation set accepted_reason = '' where figure_id = 'total_2021'",
    "a_publication_is_known": "delete from marts.dim_publication",
    "publications_of_rows_are_declared": "update raw.scenarios set publication_id = 'other'",
    "one_baseline_per_publication": "update marts.dim_scenario set is_baseline = true",
    "spend_names_known_scenarios": "delete from marts.dim_scenario where scenario_id = 'pause_12'",
    "migrations_name_known_services": "delete from marts.dim_service where service_id = 'fbs'",
    "migrations_name_known_contracts": "delete from marts.dim_contract where contract_id = 'application_services_call_offs'",
    "dependencies_name_known_subjects": "delete from marts.dim_service where service_id = 'wep'",
    "measures_name_known_scenarios": "delete from marts.dim_scenario where scenario_id = 'zero_scenario'",
    "assessments_name_known_subjects": "insert into intermediate.known_assessments (publication_id, subject_type, subject_id, lawfulness_class, assessor_role, assessed_on, delivery_id, source_file) values ('nota-2022-0000555327', 'contract', 'TYPO', 'lawful', 'officer', '2022-01-01', 'd', 'f')",
    "assessments_are_not_later_than_their_document": "insert into raw.assessments (publication_id, subject_type, subject_id, lawfulness_class, assessor_role, assessed_on, delivery_id, source_file) values ('nota-2022-0000555327', 'line', 'KIS-2022', 'lawful', 'officer', '2024-05-01', 'nota-2022-0000555327', 'a.csv'); insert into raw.deliveries (delivery_id, source_file, source_name, scope) values ('nota-2022-0000555327', 'a.csv', 'assessments', 'document')",
    "issues_name_known_subjects": "update intermediate.known_issues set platform_id = 'typo'",
    "periods_run_forward": "update raw.contract_spend set period_end = period_start where line_id = 'KIS-2020'",
    "vat_rates_are_fractions": "update raw.contract_spend set vat_rate = 21 where line_id = 'KIS-2020'",
    "spend_from_raw_to_lines": "delete from marts.spend_lawfulness where line_id = 'KIS-2020'",
    "spend_from_raw_to_contract_year": "update marts.noncompliance_by_contract_year set spend_amount_gross = spend_amount_gross + 0.01 where contract_id = 'KIS' and year = 2020",
    "parts_add_up_to_their_line": "update marts.spend_lawfulness set amount_gross = amount_gross - 0.01 where line_id = 'KIS-2020'",
    "classes_partition_the_spend": "update marts.noncompliance_by_contract_year set uncertain_amount_gross = 0.01 where contract_id = 'KIS' and year = 2020",
    "cost_impacts_from_raw_to_mart": "update marts.impact_finance set amount_eur = amount_eur + 0.01 where component = 'total'",
    "every_control_total_is_reconciled": "delete from marts.source_reconciliation where figure_id = 'kis_2020'",
    "documents_are_held_against_a_printed_figure": "delete from marts.source_reconciliation",
    "every_cell_has_a_printed_figure": "delete from raw.control_totals where figure_id = 'easi_2024'",
    "services_all_have_an_impact_row": "delete from marts.impact_services where service_id = 'wep'",
    "every_line_is_accounted_for": "update quality.row_accounting set rows_loaded = rows_loaded - 1 where source_name = 'services'",
    "rejected_rows_are_allowed": "update quality.row_accounting set rows_rejected = 1 where source_name = 'services'",
    "dependencies_have_no_cycle": "insert into intermediate.int_dependency_cycles (publication_id, first_id, member_count, members) values ('nota-2022-0000555327', 'a', 2, 'a > b > a')",
    "chain_slip_is_never_less_than_own_slip": "update marts.impact_chain set chain_slip_days = 364 where path = 'fbs > wmebv'",
    "one_critical_path_per_subject_that_is_reached": "update marts.impact_chain set is_critical = false where path = 'fbs > wmebv'",
    "no_path_is_lost": "delete from marts.impact_chain where path = 'fbs > wmebv'",
    "migration_dates_are_in_order": "update intermediate.known_migrations set baseline_start_date = '2023-01-02' where migration_id = 'fbs'",
    "rows_in_force_are_known": "delete from intermediate.known_measures",
    "marts_hold_current_states_only": "update quality.publication_states set is_current = false where publication_id = 'jaarverslag-bzk-2021'",
    "states_follow_one_another": "insert into quality.publication_states (publication_id, known_on, known_until, is_current, is_oldest_kept) values ('nota-2022-0000555327', '2022-01-01', '2022-09-17', false, false)",
    "issues_that_are_open_add_up": ONE_WEEK.format(open=2, blocking=1),
    "issue_stocks_are_possible": ONE_WEEK.format(open=1, blocking=2),
    "components_add_up_to_the_total": ONE_WEEK.format(open=1, blocking=1),
    "open_issues_are_those_without_a_resolution": "update intermediate.known_issues set is_number_stated = true where issue_id = 'known_points_rest'",
    "issues_are_those_of_the_flow": "update marts.issues set is_in_flow = true where issue_id = 'known_points_rest'",
    "issue_dates_are_in_order": "update intermediate.known_issues set validated_at = created_at - interval 1 second where issue_id = 'known_points_rest'",
    "issue_events_name_known_issues": "insert into intermediate.known_issue_events (publication_id, issue_id, event_at, event_type, source_file, source_line) values ('nota-2022-0000555327', 'typo', timestamp '2022-02-01', 'resolved', 'f', 2)",
    "progress_never_goes_back": "update marts.migration_progress set es = 2 where period_end = '2022-09-01'",
    "migrations_are_all_in_the_plan_or_left_out_visibly": "update intermediate.known_migrations set status = 'cancelled' where migration_id = 'digid'",
    "every_contract_of_a_migration_is_looked_at": "delete from marts.impact_agreements where migration_id = 'digid'",
    "collisions_agree_with_their_dates": "update marts.impact_agreements set collision_type = 'none' where migration_id = 'digid'",
    "delays_agree_with_their_dates": "update marts.impact_services set forecast_end_date = '2024-01-02' where service_id = 'fbs'",
    "dual_running_is_a_part_of_the_spend": "insert into marts.dual_running_costs values ('nota-2022-0000555327', 'digid', 'current_infrastructure', 'new_infrastructure', 2024, 1, 1.01, 0, null)",
    "rules_that_are_off_say_why": "update quality.finding_rule_results set is_enabled = false where finding_rule = 'service_delayed'",
    "findings_speak_both_languages": "update marts.findings set evidence_nl = ' ' where finding_id = 'service_delayed:fbs'",
    "loaded_rows_are_there": "delete from raw.services where service_id = 'wep'",
}
BROKEN |= {
    "no_delivery_is_late_that_must_not_be": "insert into quality.delivery_freshness values ('ledger', 'p', 'Ledger', 'Finance', '1 month', 'refuse', '2026-01-31', '2026-02-28', 'late', 1)",
    "every_subject_and_rule_has_a_verdict": "delete from marts.rule_verdicts where subject_id = 'KIS-2020' and rule_id = 'R1'",
    "coverage_counts_every_verdict": "update marts.rule_coverage set passed = passed + 1, tested = tested + 1 where rule_id = 'R11'",
    "only_assessments_change_what_is_stated": "update marts.noncompliance_by_contract_year set stated_unlawful_amount_gross = 0 where contract_id = 'KIS' and year = 2021",
    "every_line_has_a_class": "update marts.spend_lawfulness set outcome = 'lawful' where line_id = 'KIS-2020'",
    "an_override_is_visible": "update marts.spend_lawfulness set lawfulness_class = 'lawful' where line_id = 'KIS-2020'",
    "computed_classes_rest_on_verdicts": "update marts.spend_lawfulness set computed_class = 'unlawful_extension', computed_rule_id = 'R1' where line_id = 'KIS-2020'",
    "outcomes_from_parts_to_contract_year": "update marts.spend_lawfulness set is_counted = false where line_id = 'KIS-2020'",
    "more_pause_is_never_less": "update narrow.pause_lengths set unlawful_amount_gross = 1 where pause_months = 20",
    "every_length_of_pause_is_there": "delete from narrow.pause_lengths where pause_months = 20",
    "the_scenarios_lie_on_their_line": "update narrow.pause_lengths set unlawful_amount_gross = unlawful_amount_gross + 0.01 where pause_months = 12",
    "a_scenario_that_a_reader_chooses_adds_up_to_its_total": "delete from marts.noncompliance_by_scenario where contract_id = 'KIS' and year = 2020",
    "contracts_and_years_add_up_to_the_what_if": "insert into intermediate.int_pause_curve by name select publication_id, 'KIS' as contract_id, 2021 as year, 20 as from_months, 20 as to_months, unlawful_amount_gross - 0.01 as unlawful_amount_gross, increase_gross from narrow.pause_lengths where pause_months = 20",
    "above_the_maximum_and_not_more": "update marts.framework_ceilings set ceiling_status = 'crossed', over_amount_net = 0.01",
}
RUN_OFF_VALUES = "('nota-2022-0000555327', 'KIS', 2021"
RUN_OFF_CELL = f"insert into intermediate.int_run_off_cells values {RUN_OFF_VALUES}"
# More statements for a check that guards against more than one thing.
ALSO_BROKEN = {
    # A reason of which nobody wrote the words.
    "every_subject_and_rule_has_a_verdict": "update marts.rule_verdicts set reason_nl = null where subject_id = 'KIS-2020' and rule_id = 'R1'",
    # A scenario that is missing, though its lines and their credits come to zero.
    "spend_from_raw_to_contract_year": "update raw.contract_spend set amount_gross = 0; delete from marts.noncompliance_by_contract_year",
    # Each source is held against what was loaded of it.
    "rows_in_force_are_known": "delete from intermediate.known_rows where source_name = 'statements'",
    # A path that carries a year to a subject of which the chain is then said not to know.
    "chain_slip_is_never_less_than_own_slip": "update marts.impact_chain set chain_slip_days = null, own_slip_days = null where path = 'fbs > wmebv'",
    # Days of its own that the chain does not have.
    "delays_agree_with_their_dates": "update marts.impact_services set own_slip_days = 999 where service_id = 'fbs'",
    # Cells by a method of which there is no total: no row of the mart shows them.
    "contracts_and_years_add_up_to_the_what_if": f"{RUN_OFF_CELL}, 0, 36, 1, 0, 0, false)",
    # A cell of the run-off model that falls while the pause grows; and one with a gap in its lengths.
    "more_pause_is_never_less": f"{RUN_OFF_CELL}, 0, 19, 2, 0, 0, false), {RUN_OFF_VALUES}, 20, 36, 1, 0, 0, false)",
    "every_length_of_pause_is_there": f"{RUN_OFF_CELL}, 0, 18, 1, 0, 0, false), {RUN_OFF_VALUES}, 20, 36, 1, 0, 0, false)",
    # Nothing known where the total says that nothing was uncertain.
    "a_scenario_that_a_reader_chooses_adds_up_to_its_total": "update marts.noncompliance_by_scenario set uncertain_amount_gross = null",
    # A finding that is shown although its rule is off for the publication.
    "rules_that_are_off_say_why": "insert into marts.finding_rules_off (publication_id, finding_rule, disabled_reason, disabled_reason_nl, findings_suppressed) values ('nota-2022-0000555327', 'service_delayed', 'why', 'waarom', 0)",
    # The one framework of the memo, with a maximum of which nothing was called off, and a line above it all the same.
    "above_the_maximum_and_not_more": "update marts.framework_ceilings set ceiling_status = 'within', over_amount_net = 0; update marts.spend_lawfulness set computed_class = 'unlawful_over_ceiling', amount_net = 1, scenario_id = 'none', contract_id = 'application_services_call_offs' where line_id = 'KIS-2020'",
}
# What a good warehouse may have, and none of these checks may take for a fault.
STILL_GOOD = {
    # A cell of the run-off model in two stretches.
    "every_length_of_pause_is_there": f"{RUN_OFF_CELL}, 0, 19, 1, 0, 0, false), {RUN_OFF_VALUES}, 20, 36, 2, 1, 0, false)",
    # 0.69 / 1.2 is 0.575: half a cent, and in floating point less than that.
    "spend_from_raw_to_lines": "update raw.contract_spend set amount_net = null, amount_gross = 0.69, vat_rate = 0.2 where line_id = 'KIS-2020'; update marts.spend_lawfulness set amount_net = 0.58, amount_gross = 0.69 where line_id = 'KIS-2020'",
    # A figure that two files state, of which one is in force.
    "every_control_total_is_reconciled": "insert into raw.control_totals from raw.control_totals",
    # A year that has dual running, worked out from spend, and no cost that a source states.
    "cost_impacts_from_raw_to_mart": "insert into marts.impact_finance by name select * replace (2099 as year, 3000 as amount_eur, if(component = 'total', amount_basis, 'from_spend') as amount_basis, if(component = 'total', 'total', 'dual_running') as component) from marts.impact_finance where component = 'total' or component = (select min(component) from marts.impact_finance where component != 'total')",
}
CHECKS = {check.name: (suite, check) for suite in read_suites() for check in suite.checks}


def only(suite: Suite, check: Check) -> list[Suite]:
    return [suite.model_copy(update={"checks": [check]})]


@pytest.fixture
def warehouse(memo: Command, tmp_path: Path) -> Path:
    """A copy of the private file of a good run."""
    return Path(shutil.copy(memo.build_file, tmp_path / "warehouse.duckdb"))


def test_every_check_has_a_broken_case() -> None:
    assert set(BROKEN) == set(CHECKS)
    assert len(CHECKS) == sum(len(suite.checks) for suite in read_suites())


def test_a_good_warehouse_passes(warehouse: Path) -> None:
    assert {result.status for result in run_suites(warehouse, read_suites(), settings().memory_limit)} == {
        "passed"
    }


@pytest.mark.parametrize(("name", "statements"), [*BROKEN.items(), *ALSO_BROKEN.items()])
def test_the_check_fails_on_the_broken_warehouse(warehouse: Path, name: str, statements: str) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        make_editable(connection, statements)
        connection.execute(statements)
    [result] = run_suites(warehouse, only(*CHECKS[name]), settings().memory_limit)
    assert (result.check, result.status) == (name, "failed"), result.detail
    assert result.detail


@pytest.mark.parametrize(("name", "statements"), STILL_GOOD.items())
def test_the_check_passes_on_what_is_good(warehouse: Path, name: str, statements: str) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        make_editable(connection, statements)
        assert connection.execute(statements).fetchall()[0][0] > 0
    [result] = run_suites(warehouse, only(*CHECKS[name]), settings().memory_limit)
    assert (result.check, result.status) == (name, "passed"), result.detail


def test_a_check_that_breaks_is_not_a_check_that_fails(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("alter table marts.dim_publication rename to gone")
    [result] = run_suites(warehouse, only(*CHECKS["a_publication_is_known"]), settings().memory_limit)
    assert result.status == "broken" and "dim_publication" in result.detail


def test_the_process_of_the_checks_has_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    asked = {"memory_limit": "200MB", "warehouse": "w", "suites": []}
    monkeypatch.setitem(sys.modules, "great_expectations", sys)
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(asked)))
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(process.gc, "disable", lambda: None)
    monkeypatch.setattr(process, "bound", done.append)
    monkeypatch.setattr(process, "run_suites", lambda *_: done.append("checked") or [])
    process.main()
    assert done == ["200MB", "checked"]
    # What the bound is for: a text that DuckDB does not count.
    code = "import duckdb; from fundament.memory import bound; bound('200MB')\n"
    code += "duckdb.execute(\"select length(repeat('x', 2000000000))\")"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "Failed to allocate block" in ended.stderr


def test_a_document_without_control_totals_is_refused(deliveries: Path, tmp_path: Path) -> None:
    """Coverage from the delivery on: the memo delivered without its printed figures."""
    folder = deliveries / MEMO
    (folder / "control_totals.csv").write_text((folder / "control_totals.csv").read_text().splitlines()[0] + "\n")
    declaration = folder / "delivery.yml"
    declaration.write_text(declaration.read_text().replace("expected_rows: 32", "expected_rows: 0"))
    assert "documents_are_held_against_a_printed_figure" in checked(built(tmp_path, deliveries, AS_OF_DATE))
