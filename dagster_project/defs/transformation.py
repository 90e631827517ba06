"""The dbt models and their tests, as assets and asset checks, built in this process."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from dagster_project.defs import OWNERS
from dagster_project.defs.night import Night
from fundament.checks.suites import forget_results
from fundament.progress import report
from fundament.transformation.build import Built, build
from fundament.transformation.lineage import known_lineage
from fundament.transformation.prepared import prepared
from fundament.warehouse import home_of


class Translator(DagsterDbtTranslator):
    """Assets are grouped by the folder's word and owned by the team."""

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """The default specification with owner and group."""
        specification = super().get_asset_spec(manifest, unique_id, project)
        made_of = dg.TableColumnLineage(
            {
                column: [dg.TableColumnDep(dg.AssetKey(relation.split(".")), of) for relation, of in parts]
                for column, parts in LINEAGE.get(unique_id, {}).items()
            }
        )
        return specification.replace_attributes(
            owners=OWNERS, group_name=specification.key.path[0]
        ).merge_attributes(metadata={"dagster/column_lineage": made_of} if made_of.deps_by_column else {})


MANIFEST = prepared(home_of()).manifest
LINEAGE = known_lineage(home_of())
TRANSLATOR = Translator()


@dbt_assets(
    manifest=MANIFEST,
    dagster_dbt_translator=TRANSLATOR,
    name="transformed",
    # Unit tests check the code, not the night's data.
    exclude="resource_type:unit_test",
)
def transformed(context: dg.AssetExecutionContext, night: Night) -> Iterator[Any]:
    """Build the models, and tell of each as it is there; a model or data test that fails stops the run."""
    warehouse = night.begun(context)
    if warehouse.build_file.exists():
        forget_results(warehouse.build_file)
    chosen = context.selected_asset_keys
    selection = frozenset(unique_id for unique_id, key in KEYS.items() if key in chosen)
    for built in build(warehouse, selection if context.is_subset else None, lambda node: report("dbt", node)):
        if built.status != "skipped":
            yield from _told(built, context)


KEYS = {
    unique_id: TRANSLATOR.get_asset_spec(MANIFEST, unique_id, None).key
    for unique_id, node in MANIFEST["nodes"].items()
    if node["resource_type"] in ("model", "seed") and node["config"]["materialized"] != "ephemeral"
}


def _told(built: Built, context: dg.AssetExecutionContext) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
    unique_id = built.node.unique_id
    if built.node.resource_type == "test":
        check = get_asset_check_key_for_test(MANIFEST, TRANSLATOR, unique_id, None)
        if check in context.selected_asset_check_keys:
            yield dg.AssetCheckResult(
                passed=built.status == "success",
                asset_key=check.asset_key,
                check_name=check.name,
                metadata={"failing rows": built.rows or 0, "message": built.message},
            )
    elif built.status == "success":
        metadata: dict[str, int | str] = {} if built.rows is None else {"dagster/row_count": built.rows}
        if built.engine == "spark":
            metadata["engine"] = "Apache Spark"
        yield dg.MaterializeResult(asset_key=KEYS[unique_id], metadata=metadata)
