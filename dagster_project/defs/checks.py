"""The Great Expectations suites as blocking asset checks: what fails here is not published."""

from collections.abc import Iterator

import dagster as dg

from dagster_project.defs.night import Night
from dagster_project.defs.transformation import transformed
from fundament.checks.declared import read_suites
from fundament.checks.process import check
from fundament.checks.suites import CheckResult, store_results
from fundament.progress import report
from fundament.publication import drafting
from fundament.publication.beside import beside

SUITES = read_suites()
CHECKED = [key for key in transformed.keys if key.path[0] in ("marts", "quality")]


@dg.multi_asset_check(
    name="source_checks",
    specs=[
        dg.AssetCheckSpec(
            name=suite.suite,
            asset=dg.AssetKey(suite.asset),
            description=suite.title,
            blocking=True,
            additional_deps=[key for key in CHECKED if key != dg.AssetKey(suite.asset)],
        )
        for suite in SUITES
    ],
    can_subset=True,
)
def source_checks(context: dg.AssetCheckExecutionContext, night: Night) -> Iterator[dg.AssetCheckResult]:
    """Run every suite in DuckDB, keep the results, and pass them on."""
    warehouse = night.begun(context)
    report("checks", f"{len(SUITES)} suites of Great Expectations")
    drafting.begin(warehouse, beside(warehouse))
    results = check(warehouse.build_file, SUITES, warehouse.settings.memory_limit)
    drafting.wait_for_private_file()
    store_results(warehouse.build_file, results)
    for suite in SUITES:
        if dg.AssetCheckKey(dg.AssetKey(suite.asset), suite.suite) not in context.selected_asset_check_keys:
            continue
        of_suite = [result for result in results if result.suite == suite.suite]
        yield dg.AssetCheckResult(
            passed=all(result.status == "passed" for result in of_suite),
            asset_key=dg.AssetKey(suite.asset),
            check_name=suite.suite,
            metadata={
                "checks": len(of_suite),
                "failing rows": sum(result.failed_rows for result in of_suite),
                "results": dg.MetadataValue.md(_table(of_suite)),
            },
        )


def _table(results: list[CheckResult]) -> str:
    """What is expected and what came of it, for whoever looks at the check in Dagster."""
    rows = [(r.check, r.description, r.status, r.detail.replace("\n", "; ")) for r in results]
    cells = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    return "\n".join(
        ["| check | expected | result | what is wrong |", "|---|---|---|---|", *(f"| {row} |" for row in cells)]
    )
