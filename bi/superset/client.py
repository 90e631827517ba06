"""Runs inside Superset's environment: import, hold the data of every chart against its mart, look.

That environment has no `fundament` in it, so DuckDB is opened here by itself, read-only as any client would.
"""

import datetime as dt
import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import requests
import yaml
from bundle import ASSETS, make_bundle
from look import screenshots


class Superset:
    """Its REST API, as the administrator."""

    def __init__(self, address: str, password: str) -> None:
        self.address, self.session = address, requests.Session()
        login = {"username": "admin", "password": password, "provider": "db", "refresh": True}
        token = self.post("security/login", json=login)["access_token"]
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.session.headers["X-CSRFToken"] = self.get("security/csrf_token/")["result"]
        self.session.headers["Referer"] = address

    def get(self, path: str) -> dict[str, Any]:
        """GET, or stop with what Superset says."""
        return self._checked(self.session.get(f"{self.address}/api/v1/{path}", timeout=120))

    def post(self, path: str, **arguments: Any) -> dict[str, Any]:
        """POST, or stop with what Superset says."""
        return self._checked(self.session.post(f"{self.address}/api/v1/{path}", timeout=120, **arguments))

    @staticmethod
    def _checked(response: requests.Response) -> dict[str, Any]:
        if not response.ok:
            sys.exit(f"Superset refuses {response.request.method} {response.url}: {response.text[:2000]}")
        return response.json()


def assets(kind: str) -> dict[str, dict[str, Any]]:
    """The files of one kind, by name."""
    return {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted((ASSETS / kind).glob("*.yaml"))}


def choices(connection: duckdb.DuckDBPyConnection, datasets: dict[str, dict[str, Any]]) -> list[dict[str, str]]:
    """Everything that the filters of the dashboard can be set to: each publication with each of its scenarios."""
    publications, spend = (datasets[name]["sql"] for name in ("release_publications", "noncompliance_by_scenario"))
    rows = connection.execute(
        "select publication_name_nl, coalesce(scenario_name_nl, '') "
        f"from ({publications}) as publication "
        f"left join (select distinct publication_name_nl, scenario_name_nl from ({spend})) as spend "
        "using (publication_name_nl) order by publication_order, scenario_name_nl"
    ).fetchall()
    return [{"publication_name_nl": publication, "scenario_name_nl": scenario} for publication, scenario in rows]


def query_of(
    chart: dict[str, Any], dataset: dict[str, Any], chosen: dict[str, str], outside: dict[str, set[str]]
) -> dict[str, Any]:
    """What the dashboard asks for a chart."""
    params = chart["params"]
    known = {column["column_name"] for column in dataset["columns"]}
    conditions = [
        {"col": entry["subject"], "op": entry["operator"], "val": entry["comparator"]}
        for entry in params["adhoc_filters"]
    ]
    conditions += [
        {"col": name, "op": "==", "val": value}
        for name, value in chosen.items()
        if name in known and chart["slice_name"] not in outside[name]
    ]
    columns = [*params.get("all_columns", []), *params.get("groupby", [])]
    columns += [params["x_axis"]] if "x_axis" in params else []
    metrics = params.get("metrics") or ([params["metric"]] if "metric" in params else [])
    return {"columns": columns, "metrics": metrics, "filters": conditions, "row_limit": 50_000}


def outside_the_filters() -> dict[str, set[str]]:
    """Per column that a filter of the dashboard is on, the titles of the charts that it leaves alone."""
    [dashboard] = assets("dashboards").values()
    metas = [item["meta"] for item in dashboard["position"].values() if isinstance(item, dict) and "meta" in item]
    titles = {meta["chartId"]: meta["sliceName"] for meta in metas if "chartId" in meta}
    return {
        native["targets"][0]["column"]["name"]: {titles[number] for number in native["scope"]["excluded"]}
        for native in dashboard["metadata"]["native_filter_configuration"]
    }


OPERATORS = {
    "==": "= ?",
    "<=": "<= ?",
    "IN": "in (select unnest(?))",
    "IS NOT NULL": "is not null",
    "IS TRUE": "is true",
    "IS FALSE": "is false",
}


def expected(
    connection: duckdb.DuckDBPyConnection, dataset: dict[str, Any], query: dict[str, Any]
) -> list[tuple[Any, ...]]:
    """The same question asked of the marts themselves."""
    metrics = {metric["metric_name"]: metric["expression"] for metric in dataset["metrics"]}
    columns = [f'"{column}"' for column in query["columns"]]
    selected = ", ".join([*columns, *(metrics[name] for name in query["metrics"])])
    conditions = [f'"{entry["col"]}" {OPERATORS[entry["op"]]}' for entry in query["filters"]] or ["true"]
    values = [entry["val"] for entry in query["filters"] if "?" in OPERATORS[entry["op"]]]
    group = f"group by {', '.join(columns)}" if query["metrics"] and columns else ""
    sql = f"select {selected} from ({dataset['sql']}) where {' and '.join(conditions)} {group}"
    return connection.execute(sql, values).fetchall()


def plain(value: Any) -> str:
    """A value as text, whichever way it came: JSON has no decimals and no dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float | Decimal):
        return f"{Decimal(str(value)):.6f}"
    return str(value)


def compare(superset: Superset, connection: duckdb.DuckDBPyConnection) -> int:
    """Ask for the data of every chart at every choice of the filters and hold it against the marts.

    Returns the number of rows compared.
    """
    by_name = assets("datasets")
    datasets = {str(dataset["uuid"]): dataset for dataset in by_name.values()}
    ids = {entry["table_name"]: entry["id"] for entry in superset.get("dataset/?q=(page_size:100)")["result"]}
    of_filters, outside, rows = choices(connection, by_name), outside_the_filters(), 0
    for name, chart in assets("charts").items():
        dataset = datasets[chart["dataset_uuid"]]
        # A chart that a filter leaves alone asks the same at each of its choices.
        asked = [query_of(chart, dataset, chosen, outside) for chosen in of_filters]
        queries = {repr(query): query for query in asked}.values()
        found = 0
        for query in queries:
            got, wanted = both(superset, connection, ids[dataset["table_name"]], dataset, query)
            if got != wanted:
                sys.exit(
                    f"Chart {name} has other data than the mart, at {query['filters']}:\n"
                    f"  Superset {got}\n  mart     {wanted}"
                )
            found += len(got)
        print(f"  {name:<28} {found:>5} rows at {len(queries)} choices, as in marts.{dataset['table_name']}")
        rows += found
    return rows


def both(
    superset: Superset,
    connection: duckdb.DuckDBPyConnection,
    number: int,
    dataset: dict[str, Any],
    query: dict[str, Any],
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The rows of a query as Superset has them, and as the marts do."""
    context = {
        "datasource": {"id": number, "type": "table"},
        "queries": [query],
        "result_format": "json",
        "result_type": "full",
    }
    [result] = superset.post("chart/data", json=context)["result"]
    order = [*query["columns"], *query["metrics"]]
    dates = {column["column_name"] for column in dataset["columns"] if column["is_dttm"]}
    got = [
        tuple(_moment(row[column]) if column in dates else plain(row[column]) for column in order)
        for row in result["data"]
    ]
    wanted = [
        tuple(
            _moment(value) if column in dates else plain(value) for column, value in zip(order, row, strict=True)
        )
        for row in expected(connection, dataset, query)
    ]
    return sorted(got), sorted(wanted)


def _moment(value: Any) -> str:
    """A day or an instant to the second, which Superset gives as milliseconds since 1970."""
    if isinstance(value, int | float):
        value = dt.datetime.fromtimestamp(value / 1000, dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
    return plain(value)[:19].removesuffix(" 00:00:00")


def refused_write(superset: Superset) -> None:
    """A statement that writes must be refused by the connection itself."""
    [database] = superset.get("database/?q=(page_size:10)")["result"]
    request = {
        "database_id": database["id"],
        "sql": "create table marts.written as select 1",
        "schema": "marts",
        "runAsync": False,
    }
    response = superset.session.post(f"{superset.address}/api/v1/sqllab/execute/", json=request, timeout=60)
    if response.ok:
        sys.exit("Superset could write to the published file")
    print("  a statement that writes is refused")


def main() -> None:
    """Import, compare, look."""
    address, published, target, browser = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    password = os.environ["SUPERSET_ADMIN_PASSWORD"]
    superset = Superset(address, password)
    superset.post("assets/import/", files={"bundle": ("fundament.zip", make_bundle(published), "application/zip")})
    print("Imported")
    with duckdb.connect(str(published), read_only=True) as connection:
        rows = compare(superset, connection)
    refused_write(superset)
    if not rows:
        sys.exit("No chart has any data")
    if browser:
        screenshots(address, password, browser, target)
    else:
        print("  no screenshot: there is no chromium on the PATH, and CHROMIUM names none")


if __name__ == "__main__":
    main()
