"""The dictionary is in step with dbt, and dbt with the published file."""

import json
import re

import pytest

from fundament.released import TABLES_AND_VIEWS
from fundament.transformation.dictionary import (
    DICTIONARY,
    dictionary,
    primary_key,
    published_macros,
    published_tables,
)
from fundament.transformation.prepared import prepared
from fundament.warehouse import home_of
from tests.conftest import Command, query

# One row per rejected value: the same value may be rejected twice in one line.
WITHOUT_KEY = {"quality.rejected_rows", "quality.skipped_rows"}


@pytest.fixture(scope="module")
def manifest() -> dict:
    return prepared(home_of()).manifest


def test_the_page_is_in_step_with_dbt(manifest: dict) -> None:
    assert DICTIONARY.read_text("utf-8") == dictionary(manifest), "Run: make docs"


def test_a_change_of_dbt_changes_the_page(manifest: dict) -> None:
    changed = json.loads(json.dumps(manifest))
    columns = changed["nodes"]["model.fundament.findings"]["columns"]
    columns["severity"]["description"] = "changed | text"
    assert "| `severity` | varchar | changed \\| text |" in dictionary(changed)
    assert dictionary(changed) != dictionary(manifest)


def test_every_published_table_and_column_is_described(memo: Command, manifest: dict) -> None:
    """From the file's own catalogue: names, types, comments and keys are those of dbt, in every schema."""
    described = published_tables(manifest)
    tables = dict(
        query(memo.warehouse, f"select schema_name || '.' || table_name, comment from ({TABLES_AND_VIEWS})")
    )
    views = {name for (name,) in query(memo.warehouse, "select 'marts.' || view_name from duckdb_views()")}
    assert set(tables) == set(described)
    keys = dict(
        query(
            memo.warehouse,
            "select schema_name || '.' || table_name, constraint_column_names from duckdb_constraints() "
            "where constraint_type = 'PRIMARY KEY'",
        )
    )
    columns = query(
        memo.warehouse,
        "select schema_name || '.' || table_name, column_name, comment from duckdb_columns() where not internal",
    )
    for name, comment in tables.items():
        node = described[name]
        assert comment and comment == node["description"].strip(), name
        # Large tables, and marts that are views over them, have no index; their key is a test of dbt's.
        is_large = name.startswith("narrow.") or "no_index" in node["config"]["meta"]
        has_index = name not in views and not is_large
        assert keys.get(name, []) == (primary_key(node) if has_index else []), name
        assert bool(primary_key(node)) != (name in WITHOUT_KEY), name
        of_file = {column: text for table, column, text in columns if table == name}
        assert of_file == {column["name"]: column["description"] for column in node["columns"].values()}, name
        assert all(of_file.values()), name
        assert f"### {name}\n" in DICTIONARY.read_text("utf-8")


def test_every_macro_is_described(memo: Command, manifest: dict) -> None:
    """Parameters and columns, with their types, are those of the file; callable with and without the schema."""
    described = published_macros(manifest)
    found = query(
        memo.warehouse,
        "select schema_name || '.' || function_name, parameters from duckdb_functions() "
        "where function_type = 'table_macro' and not internal and function_name not like '%as_of'",
    )
    assert dict(found) == {
        place + node["name"]: node["config"]["parameters"]
        for node in described.values()
        for place in ("marts.", "main.")
    }
    for name, node in described.items():
        nothing = ", ".join("null" for _ in node["config"]["parameters"])
        columns = query(memo.warehouse, f"describe from {name}({nothing})")
        assert [(column, kind.lower()) for column, kind, *_ in columns] == [
            (column["name"], column["data_type"].replace(", ", ",")) for column in node["columns"].values()
        ]
        assert all(column["description"] for column in node["columns"].values())
        assert f"from {name}({', '.join(node['config']['parameters'])})" in DICTIONARY.read_text("utf-8")


def test_the_views_have_the_columns_of_the_tables(memo: Command) -> None:
    views = query(
        memo.published / "fundament-views.duckdb",
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'marts'",
    )
    tables = query(
        memo.warehouse,
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'marts'",
    )
    assert sorted(views) == sorted(tables)
    comments = (
        "select table_name, column_name, comment from duckdb_columns() where schema_name = 'marts'",
        f"select table_name, comment from ({TABLES_AND_VIEWS}) where schema_name = 'marts'",
    )
    for asked in comments:
        commented = query(memo.published / "fundament-views.duckdb", asked)
        assert commented and all(row[-1] for row in commented)
        assert sorted(commented) == sorted(query(memo.warehouse, asked))


def test_the_site_needs_no_network(memo: Command) -> None:
    """One file that has all in it: no script, style, image or font is fetched from elsewhere."""
    from fundament.project import default_deliveries
    from fundament.transformation.runner import documentation
    from fundament.warehouse import Warehouse

    warehouse = Warehouse(memo.home, default_deliveries())
    page = documentation(warehouse).read_text("utf-8")
    assert "noncompliance_by_contract_year" in page and "Non-compliant spend (onrechtmatigheid)" in page
    assert not re.findall(r"<(?:script|img|iframe)[^>]+src=[\"']?(?:https?:)?//", page)
    assert not re.findall(r"<link[^>]+href=[\"']?(?:https?:)?//", page)
    assert not re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", page)
