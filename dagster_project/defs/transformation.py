"""The dbt models and their tests, as assets and asset checks, built in this process."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from dagster_project.defs import OWNERS
from dagster_project.defs.warehouse import Warehouse
from fundament.checks.suites import forget_results
from fundament.progress import report
from fundament.settings import DBT_DIR, Settings
from fundament.transformation import runner


class Translator(DagsterDbtTranslator):
    """Assets are grouped by the folder's word and owned by the team."""

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """The default specification with owner and group."""
        specification = super().get_asset_spec(manifest, unique_id, project)
        return specification.replace_attributes(owners=OWNERS, group_name=specification.key.path[0])


SETTINGS = Settings.from_environment()
MANIFEST = runner.manifest_of(SETTINGS)
TRANSLATOR = Translator()
SHOWN_FAILURES = 5


@dbt_assets(
    manifest=MANIFEST,
    dagster_dbt_translator=TRANSLATOR,
    project=DbtProject(DBT_DIR, target_path=SETTINGS.dbt_parsed),
    name="transformed",
    # Unit tests check the code, not the night's data.
    exclude="resource_type:unit_test",
)
def transformed(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Iterator[Any]:
    """Build the models; a model or data test that fails stops the run."""
    manifest = runner.manifest_of(warehouse.settings)
    forget_results(warehouse.settings.build_file)
    selection = _selected(context, manifest["nodes"]) if context.is_subset else None
    results = runner.build(warehouse.settings, selection, lambda node: report("dbt", node))
    selected_checks = context.selected_asset_check_keys
    for result in results:
        unique_id, status = result.node.unique_id, str(result.status)
        if status == "skipped":
            continue
        if unique_id.startswith("test."):
            check = get_asset_check_key_for_test(manifest, TRANSLATOR, unique_id, None)
            if check in selected_checks:
                yield dg.AssetCheckResult(
                    passed=status == "pass",
                    asset_key=check.asset_key,
                    check_name=check.name,
                    metadata={"failing rows": result.failures or 0, "message": result.message or ""},
                )
        elif status == "success" and not unique_id.startswith("operation."):
            key = TRANSLATOR.get_asset_spec(manifest, unique_id, None).key
            yield dg.MaterializeResult(asset_key=key, metadata={"seconds": result.execution_time})
    if failed := runner.failures(results, warehouse.settings.build_file):
        # Out of the way of whoever would check and publish it as it is.
        kept = warehouse.settings.build_file.replace(warehouse.settings.build_file.with_name("failed.duckdb"))
        raise runner.TransformationFailed(
            f"dbt could not build or test {len(failed)} models:\n  " + "\n  ".join(failed[:SHOWN_FAILURES]),
            str(kept),
            "Look at the rows in the private file; the current release stays as it was.",
        )


def _selected(context: dg.AssetExecutionContext, nodes: Mapping[str, Any]) -> list[str]:
    chosen = context.selected_asset_keys
    return [
        ".".join(node["fqn"])
        for unique_id, node in nodes.items()
        if node["resource_type"] in ("model", "seed")
        and TRANSLATOR.get_asset_spec({"nodes": nodes, "sources": {}}, unique_id, None).key in chosen
    ]
