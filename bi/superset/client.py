"""Runs inside Superset's environment: import, hold the data of every chart against its mart, look.

That environment has no `fundament` in it, so DuckDB is opened here by itself, read-only as any client would.
"""

import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import requests
import yaml
from bundle import ASSETS, make_bundle

SHOWN_WIDTH, SHOWN_HEIGHT = 1600, 2700


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


def dashboard_filters(published: Path) -> list[tuple[str, str]]:
    """What the dashboard's filters choose: by the alphabet the first publication and the last scenario."""
    with duckdb.connect(str(published), read_only=True) as connection:
        row = connection.execute(
            "select min(publication_id), max(scenario_id) from marts.noncompliance_by_scenario"
        ).fetchone()
    assert row is not None
    return [("publication_id", row[0]), ("scenario_id", row[1])]


def query_of(chart: dict[str, Any], dataset: dict[str, Any], filters: list[tuple[str, str]]) -> dict[str, Any]:
    """What the dashboard asks for a chart."""
    params = chart["params"]
    known = {column["column_name"] for column in dataset["columns"]}
    conditions = [
        {"col": entry["subject"], "op": entry["operator"], "val": entry["comparator"]}
        for entry in params["adhoc_filters"]
    ]
    outside = outside_the_filters()
    conditions += [
        {"col": name, "op": "==", "val": value}
        for name, value in filters
        if name in known and chart["slice_name"] not in outside[name]
    ]
    if params["viz_type"] == "table":
        return {"columns": params["all_columns"], "metrics": [], "filters": conditions, "row_limit": 1000}
    columns = [params["x_axis"], *params["groupby"]]
    return {"columns": columns, "metrics": params["metrics"], "filters": conditions, "row_limit": 1000}


def outside_the_filters() -> dict[str, set[str]]:
    """Per column that a filter of the dashboard is on, the titles of the charts that it leaves alone."""
    [dashboard] = assets("dashboards").values()
    metas = [item["meta"] for item in dashboard["position"].values() if isinstance(item, dict) and "meta" in item]
    titles = {meta["chartId"]: meta["sliceName"] for meta in metas if "chartId" in meta}
    return {
        native["targets"][0]["column"]["name"]: {titles[number] for number in native["scope"]["excluded"]}
        for native in dashboard["metadata"]["native_filter_configuration"]
    }


OPERATORS = {"==": "= ?", "<=": "<= ?", "IN": "in (select unnest(?))", "IS NOT NULL": "is not null"}


def expected(published: Path, dataset: dict[str, Any], query: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The same question asked of the mart itself."""
    metrics = {metric["metric_name"]: metric["expression"] for metric in dataset["metrics"]}
    columns = [f'"{column}"' for column in query["columns"]]
    selected = ", ".join([*columns, *(metrics[name] for name in query["metrics"])])
    conditions = [f'"{entry["col"]}" {OPERATORS[entry["op"]]}' for entry in query["filters"]] or ["true"]
    values = [entry["val"] for entry in query["filters"] if "?" in OPERATORS[entry["op"]]]
    group = f"group by {', '.join(columns)}" if query["metrics"] else ""
    sql = f'select {selected} from marts."{dataset["table_name"]}" where {" and ".join(conditions)} {group}'
    with duckdb.connect(str(published), read_only=True) as connection:
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


def compare(superset: Superset, published: Path) -> int:
    """Ask for the data of every chart and hold it against the marts; return the number of rows compared."""
    datasets = {str(dataset["uuid"]): dataset for dataset in assets("datasets").values()}
    ids = {entry["table_name"]: entry["id"] for entry in superset.get("dataset/?q=(page_size:100)")["result"]}
    filters, rows = dashboard_filters(published), 0
    for name, chart in assets("charts").items():
        dataset = datasets[chart["dataset_uuid"]]
        query = query_of(chart, dataset, filters)
        context = {
            "datasource": {"id": ids[dataset["table_name"]], "type": "table"},
            "queries": [query],
            "result_format": "json",
            "result_type": "full",
        }
        [result] = superset.post("chart/data", json=context)["result"]
        order = [*query["columns"], *query["metrics"]]
        dates = {column["column_name"] for column in dataset["columns"] if column["is_dttm"]}
        got = sorted(
            tuple(_day(row[column]) if column in dates else plain(row[column]) for column in order)
            for row in result["data"]
        )
        wanted = sorted(tuple(plain(value) for value in row) for row in expected(published, dataset, query))
        if got != wanted:
            sys.exit(f"Chart {name} has other data than the mart:\n  Superset {got}\n  mart     {wanted}")
        print(f"  {name:<28} {len(got):>5} rows, as in marts.{dataset['table_name']}")
        rows += len(got)
    return rows


def _day(value: Any) -> str:
    """A day, which Superset gives as milliseconds since 1970."""
    import datetime as dt

    if isinstance(value, int | float):
        return dt.datetime.fromtimestamp(value / 1000, dt.UTC).date().isoformat()
    return plain(value)[:10]


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


def screenshot(address: str, password: str, browser: str, target: Path) -> None:
    """The dashboard as a manager sees it; stops where it asks anything of another machine, or a chart fails."""
    from playwright.sync_api import sync_playwright

    elsewhere: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": SHOWN_WIDTH, "height": SHOWN_HEIGHT})
        page.on("requestfinished", lambda request: _note(request, address, elsewhere))
        page.on("requestfailed", lambda request: _note(request, address, elsewhere))
        _sign_in(page, address, password)
        page.goto(f"{address}/superset/dashboard/fundament/")
        page.wait_for_selector("[data-test=dashboard-content-wrapper], .dashboard-content", timeout=60_000)
        page.wait_for_timeout(8_000)
        page.wait_for_function(
            "() => !document.querySelector('[data-test=loading-indicator], .loading')", timeout=60_000
        )
        page.wait_for_timeout(2_000)
        page.screenshot(path=str(target))
        failed = page.locator("[data-test=error-alert], .ant-alert-error, .missing-chart-container").count()
        chromium.close()
    if failed:
        sys.exit(f"{failed} charts of the dashboard do not show, see {target}")
    if elsewhere:
        sys.exit(f"The dashboard asks other machines: {sorted(set(elsewhere))[:5]}")
    print(f"  {target}")


def _sign_in(page: Any, address: str, password: str) -> None:
    """By the form. On a busy machine its script may start after it was filled in, and empty it."""
    for _ in range(3):
        page.goto(f"{address}/login/", wait_until="networkidle")
        page.fill("input[name=username], #username", "admin")
        page.fill("input[name=password], #password", password)
        page.keyboard.press("Enter")
        page.wait_for_load_state("networkidle", timeout=60_000)
        if "/login/" not in page.url:
            return
    sys.exit("Superset does not let the administrator sign in by its form")


def _note(request: Any, address: str, elsewhere: list[str]) -> None:
    """What left the browser for another machine; what the content policy stopped did not leave."""
    stopped = request.failure and ("csp" in request.failure.lower() or "BLOCKED_BY_CSP" in request.failure)
    if not stopped and not request.url.startswith((address, "data:", "blob:")):
        elsewhere.append(f"{request.url} {request.failure or ''}".strip())


def main() -> None:
    """Import, compare, look."""
    address, published, target, browser = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    password = os.environ["SUPERSET_ADMIN_PASSWORD"]
    superset = Superset(address, password)
    superset.post("assets/import/", files={"bundle": ("fundament.zip", make_bundle(published), "application/zip")})
    print("Imported")
    rows = compare(superset, published)
    refused_write(superset)
    if not rows:
        sys.exit("No chart has any data")
    if browser:
        screenshot(address, password, browser, target)
    else:
        print("  no screenshot: there is no chromium on the PATH, and CHROMIUM names none")


if __name__ == "__main__":
    main()
