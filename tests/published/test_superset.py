"""The bundle for Superset, without a Superset: names, words, units, filters and numbers against the release."""

import io
import json
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest
import sqlalchemy
import yaml

from fundament import own_yaml
from fundament.project import DBT_DIR, PROJECT_ROOT
from tests.conftest import MEMO, Command, query

SUPERSET = PROJECT_ROOT / "bi" / "superset"
MILLION = 1_000_000
# What stands over the charts that the filter on the scenario is on, and over those that it leaves alone.
SCENARIO, WHOLE = "Uitgaven in het gekozen scenario", "Voor de hele publicatie, in welk scenario ook"
ROWS_OF = {"release_publications": "dim_publication"}


def _module(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SUPERSET))
    for one in ("bundle", "client"):
        monkeypatch.delitem(sys.modules, one, raising=False)
    return __import__(name)


@pytest.fixture
def bundle(monkeypatch: pytest.MonkeyPatch) -> Any:
    return _module("bundle", monkeypatch)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Any:
    return _module("client", monkeypatch)


def assets(kind: str) -> dict[str, dict[str, Any]]:
    found = (SUPERSET / "assets" / kind).glob("*.yaml")
    return {path.stem: yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) for path in found}


@cache
def words() -> dict[str, Any]:
    return own_yaml.words(PROJECT_ROOT / "fundament" / "page" / "words.yml")


@cache
def english() -> set[str]:
    """Words that the page has in English and not in Dutch."""
    found: dict[str, set[str]] = {"en": set(), "nl": set()}

    def gather(value: Any, language: str | None = None) -> None:
        if isinstance(value, dict):
            for key, part in value.items():
                gather(part, key if key in found else language)
        elif language:
            found[language] |= set(_words_of(str(value)))

    gather(words())
    return found["en"] - found["nl"]


def _words_of(text: str) -> list[str]:
    return re.findall(r"[a-zà-ÿ']{2,}", re.sub(r"\{\w+\}", "", text).lower())


@cache
def compared_operators() -> set[str]:
    """Those of filters that `make superset` can ask the mart with."""
    [written] = re.findall(r"^OPERATORS = (\{.*?\})$", (SUPERSET / "client.py").read_text("utf-8"), re.M | re.S)
    return set(yaml.safe_load(written))


def problems(
    warehouse: Path,
    datasets: dict[str, Any],
    charts: dict[str, Any],
    dashboard: dict[str, Any],
    asked_for: set[str] | None = None,
) -> list[str]:
    """Everything that the bundle has otherwise than the marts (of these datasets only), or than it should."""
    by_uuid = {dataset["uuid"]: dataset for dataset in datasets.values()}
    found = []
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for name, dataset in datasets.items():
            if asked_for is None or name in asked_for:
                found += _of_dataset(connection, name, dataset)
    for name, chart in charts.items():
        if chart["dataset_uuid"] not in by_uuid:
            found.append(f"{name} has no dataset")
            continue
        found += _names(name, chart["params"], by_uuid[chart["dataset_uuid"]])
        found += _units(name, chart["params"], by_uuid[chart["dataset_uuid"]])
        found += _shown(name, chart["params"], by_uuid[chart["dataset_uuid"]])
    asked = {name for chart in charts.values() for name in _metrics(chart["params"])}
    asked |= {native["sortMetric"] for native in dashboard["metadata"]["native_filter_configuration"]}
    for name, dataset in datasets.items():
        found += [
            f"{name}.{metric['metric_name']} is on no chart"
            for metric in dataset["metrics"]
            if metric["metric_name"] not in asked
        ]
    found += _filters(charts, dashboard, by_uuid)
    found += _colours(charts, dashboard, by_uuid)
    return found + _not_dutch(datasets, charts, dashboard)


def _of_dataset(connection: duckdb.DuckDBPyConnection, name: str, dataset: dict[str, Any]) -> list[str]:
    """Its rows are those of its mart, with the same values; its columns and metrics can be asked for."""
    sql, found = dataset["sql"], []
    mart = ROWS_OF.get(name, dataset["table_name"])
    sources = set(re.findall(r"(?:from|join) ([\w.]+)", sql))
    found += [
        f"{name} reads {one}" for one in sorted(sources) if not re.fullmatch(r"marts\.\w+|quality\.release", one)
    ]
    types = {row[0]: row[1] for row in connection.execute(f"describe {sql}").fetchall()}
    of_mart = {row[0] for row in connection.execute(f"describe marts.{mart}").fetchall()}
    same = ", ".join(f'"{column}"' for column in types if column in of_mart)
    for one, other in ((sql, f"from marts.{mart}"), (f"from marts.{mart}", sql)):
        rows = f"select {same} from ({one}) except all select {same} from ({other})"
        if connection.execute(f"select count(*) from ({rows})").fetchone() != (0,):
            found.append(f"{name} has other rows than marts.{mart}")
    for column in dataset["columns"]:
        kind = types.get(column["column_name"])
        if kind != column["type"]:
            found.append(f"{name}.{column['column_name']} is {kind} in the mart")
        elif column["is_dttm"] != (kind in ("DATE", "TIMESTAMP")):
            found.append(f"{name}.{column['column_name']} is a date in one of the two")
    for metric in dataset["metrics"]:
        asked = f"select typeof({metric['expression']}) from ({sql})"
        try:
            [(kind,)] = connection.execute(asked).fetchall()
        except duckdb.Error as error:
            found.append(f"{name}.{metric['metric_name']}: {error}")
        else:
            if kind in ("DOUBLE", "FLOAT"):
                found.append(f"{name}.{metric['metric_name']} is {kind}")
    return found


def _metrics(params: dict[str, Any]) -> list[str]:
    named = [*params.get("metrics", []), params.get("metric"), params.get("timeseries_limit_metric")]
    return [name for name in named if name]


def _columns(params: dict[str, Any]) -> list[str]:
    """Those that a reader sees."""
    return [*params.get("all_columns", []), *params.get("groupby", []), *filter(None, [params.get("x_axis")])]


def _names(name: str, params: dict[str, Any], dataset: dict[str, Any]) -> list[str]:
    columns = {column["column_name"] for column in dataset["columns"]}
    metrics = {metric["metric_name"] for metric in dataset["metrics"]}
    named = {*_columns(params), *params.get("column_config", {})} - metrics
    named |= {entry["subject"] for entry in params["adhoc_filters"]}
    named |= {json.loads(entry)[0] for entry in params.get("order_by_cols", [])}
    found = [f"{name}: no column {column}" for column in sorted(named - columns)]
    found += [f"{name}: no metric {metric}" for metric in sorted({*_metrics(params)} - metrics)]
    operators = {entry["operator"] for entry in params["adhoc_filters"]} - compared_operators()
    return found + [f"{name}: {operator} is not compared with the mart" for operator in sorted(operators)]


def _shown(name: str, params: dict[str, Any], dataset: dict[str, Any]) -> list[str]:
    """No key and no code is shown, nor a text in English where there is one in Dutch."""
    found = [
        column for column in _columns(params) if re.search(r"_(id|key|en)$", column) and column != "release_id"
    ]
    coded = {
        "severity",
        "verdict",
        "method",
        "component",
        "status",
        "delay_status",
        "service_kind",
        "measure_type",
    }
    return [f"{name} shows {column}" for column in [*found, *(c for c in _columns(params) if c in coded)]]


def _units(name: str, params: dict[str, Any], dataset: dict[str, Any]) -> list[str]:
    """One unit per chart, said on it: money in the currency of the publication, or a whole number."""
    if params["viz_type"] == "table":
        return []
    formats = {metric["metric_name"]: metric["d3format"] for metric in dataset["metrics"]}
    units = {formats.get(metric) for metric in [*params.get("metrics", []), *filter(None, [params.get("metric")])]}
    if len(units) != 1:
        return [f"{name} has several units: {sorted(map(str, units))}"]
    is_money = units == {",.0f"}
    said = params.get("subtitle") if params["viz_type"] == "big_number_total" else params.get("y_axis_title")
    found = [] if said else [f"{name} does not say its unit"]
    if ("currency_format" in params) != is_money or (is_money and params["currency_format"]["symbol"] != "AUTO"):
        found.append(f"{name}: the currency is not that of the publication")
    if not is_money and params["y_axis_format"] != ",d":
        found.append(f"{name}: no whole numbers")
    # Superset counts what a chart is sorted by in the total that it prints.
    if params.get("timeseries_limit_metric") and params["show_value"] and params["only_total"]:
        found.append(f"{name}: its total counts the order")
    axis = "xAxis" if params.get("orientation") == "horizontal" else "yAxis"
    if not is_money and "x_axis" in params and f"{axis}: {{minInterval: 1" not in params.get("echart_options", ""):
        found.append(f"{name}: its axis may have halves")
    return found


def _filters(charts: dict[str, Any], dashboard: dict[str, Any], by_uuid: dict[str, Any]) -> list[str]:
    """Each chart is on the dashboard, has the column of each filter on it, and stands under what says so."""
    found, heading = [], {}
    position = dashboard["position"]

    def walk(parent: str, over: str) -> None:
        for key in position[parent].get("children", []):
            item = position[key]
            if item["type"] == "HEADER":
                over = item["meta"]["text"]
            if item["type"] == "CHART":
                heading[item["meta"]["uuid"]] = (over, item["meta"]["chartId"], item["meta"]["sliceName"])
            walk(key, over)

    walk("ROOT_ID", "")
    for name, chart in charts.items():
        if chart["uuid"] not in heading:
            found.append(f"{name} is not on the dashboard")
            continue
        over, number, title = heading[chart["uuid"]]
        if title != chart["slice_name"]:
            found.append(f"{name} has another title on the dashboard")
        columns = {
            column["column_name"] for column in by_uuid.get(chart["dataset_uuid"], {"columns": []})["columns"]
        }
        for native in dashboard["metadata"]["native_filter_configuration"]:
            [target] = native["targets"]
            is_on = number not in native["scope"]["excluded"]
            if is_on and target["column"]["name"] not in columns:
                found.append(f"{name} can't obey the filter {native['name']}")
            if native["name"] == "Scenario" and over not in ({SCENARIO} if is_on else {WHOLE, ""}):
                found.append(f"{name} stands under {over!r}")
            if not is_on and native["name"] != "Scenario":
                found.append(f"{name} is outside the filter {native['name']}")
            if native["sortMetric"] not in {m["metric_name"] for m in by_uuid[target["datasetUuid"]]["metrics"]}:
                found.append(f"filter {native['name']} has no order")
    return found


def _colours(charts: dict[str, Any], dashboard: dict[str, Any], by_uuid: dict[str, Any]) -> list[str]:
    """Each line or bar has its colour, no colour two meanings, and what is forecast is lighter."""
    colours, found = dashboard["metadata"]["label_colors"], []
    meanings: dict[str, set[str]] = {}
    for name, chart in charts.items():
        if not chart["params"]["viz_type"].startswith("echarts") or chart["params"]["groupby"]:
            continue
        verbose = {
            metric["metric_name"]: metric["verbose_name"]
            for metric in by_uuid.get(chart["dataset_uuid"], {"metrics": []})["metrics"]
        }
        for metric in chart["params"]["metrics"]:
            if metric not in colours:
                found.append(f"{name}: {metric} has no colour")
            else:
                meanings.setdefault(colours[metric], set()).add(verbose.get(metric, metric))
    found += [f"{colour} means {sorted(ones)}" for colour, ones in meanings.items() if len(ones) > 1]
    for metric in colours:
        realised = metric.replace("forecast", "realised")
        if realised != metric and _light(colours[metric]) < _light(colours[realised]) + 0.3:
            found.append(f"{metric} is no lighter than {realised}")
    return found


def _light(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _not_dutch(datasets: dict[str, Any], charts: dict[str, Any], dashboard: dict[str, Any]) -> list[str]:
    texts: dict[str, list[str | None]] = {}
    for name, dataset in datasets.items():
        texts[name] = [column["verbose_name"] for column in dataset["columns"]]
        texts[name] += [metric["verbose_name"] for metric in dataset["metrics"]]
    for name, chart in charts.items():
        about = ("subtitle", "x_axis_title", "y_axis_title")
        texts[name] = [chart["slice_name"], chart["description"], *(chart["params"].get(key) for key in about)]
    metas = [_meta(item) for item in dashboard["position"].values()]
    texts["dashboard"] = [dashboard["dashboard_title"], dashboard["description"], *(m.get("text") for m in metas)]
    texts["dashboard"] += [native["name"] for native in dashboard["metadata"]["native_filter_configuration"]]
    # Without a label Superset shows the name of the column.
    found = [
        f"{name}.{column['column_name']} has no label"
        for name, dataset in datasets.items()
        for column in dataset["columns"]
        if not column["verbose_name"]
    ]
    return found + [
        f"{name}: {text!r} is English ({', '.join(sorted(said))})"
        for name, ones in texts.items()
        for text in filter(None, ones)
        if (said := english() & set(_words_of(text)))
    ]


def _meta(item: Any) -> dict[str, Any]:
    return item.get("meta", {}) if isinstance(item, dict) else {}


@pytest.fixture(scope="module")
def whole() -> dict[str, dict[str, Any]]:
    [dashboard] = assets("dashboards").values()
    return {"datasets": assets("datasets"), "charts": assets("charts"), "dashboard": dashboard}


def test_the_bundle_is_in_step_with_the_marts(memo: Command, whole: dict[str, Any]) -> None:
    assert problems(memo.warehouse, **whole) == []
    # The exposure says what it reads.
    exposures = yaml.safe_load((DBT_DIR / "models" / "marts" / "exposures.yml").read_text("utf-8"))["exposures"]
    [declared] = [one["depends_on"] for one in exposures if one["name"] == "superset_dashboard"]
    read = {mart for one in whole["datasets"].values() for mart in re.findall(r"marts\.(\w+)", one["sql"])}
    assert {f"ref('{mart}')" for mart in read} == set(declared)


def _metric(data: dict, name: str) -> dict[str, Any]:
    [found] = [metric for metric in data["metrics"] if metric["metric_name"] == name]
    return found


BROKEN: dict[str, tuple[str, str | None, Callable[[dict], Any], str]] = {
    "column": (
        "datasets",
        "findings",
        lambda d: d["columns"][0].update(column_name="gone"),
        "findings.gone is None",
    ),
    "type": (
        "datasets",
        "findings",
        lambda d: d["columns"][0].update(type="DATE"),
        "findings.publication_name_nl is",
    ),
    "metric": (
        "datasets",
        "measures",
        lambda d: d["metrics"].append({"metric_name": "x", "verbose_name": "x", "expression": "SUM(gone)"}),
        "measures.x: ",
    ),
    "double": (
        "datasets",
        "impact_finance",
        lambda d: d["metrics"][0].update(expression="AVG(amount_eur)"),
        "impact_finance.delay_cost is DOUBLE",
    ),
    "unused": (
        "datasets",
        "measures",
        lambda d: d["metrics"].append({"metric_name": "x", "verbose_name": "x", "expression": "COUNT(*)"}),
        "measures.x is on no chart",
    ),
    "rows": (
        "datasets",
        "measures",
        lambda d: d.update(sql=d["sql"] + " where measures.is_overdue"),
        "measures has other rows",
    ),
    "twice": (
        "datasets",
        "impact_finance",
        lambda d: d.update(
            sql=d["sql"].replace("impact_finance.publication_id = publication.publication_id", "true")
        ),
        "impact_finance has other rows",
    ),
    "source": (
        "datasets",
        "measures",
        lambda d: d.update(
            sql=d["sql"]
            .replace("marts.measures", "narrow.spend as measures")
            .replace("measures.is_overdue", "true")
        ),
        "measures reads narrow.spend",
    ),
    "axis": ("charts", "slips", lambda d: d["params"].update(x_axis="gone"), "slips: no column gone"),
    "measure": ("charts", "slips", lambda d: d["params"].update(metrics=["gone"]), "slips: no metric gone"),
    "absent": ("charts", "slips", lambda d: d.update(uuid="gone"), "slips is not on the dashboard"),
    "operator": (
        "charts",
        "findings",
        lambda d: d["params"]["adhoc_filters"][0].update(operator="LIKE"),
        "findings: LIKE is not compared",
    ),
    "key": (
        "charts",
        "findings",
        lambda d: d["params"]["all_columns"].append("subject_id"),
        "findings shows subject_id",
    ),
    "code": (
        "charts",
        "findings",
        lambda d: d["params"]["all_columns"].append("severity"),
        "findings shows severity",
    ),
    "units": (
        "charts",
        "noncompliance_by_year",
        lambda d: d["params"]["metrics"].append("lines_without_amount"),
        "noncompliance_by_year has several units",
    ),
    "unsaid": (
        "charts",
        "tile_slip",
        lambda d: d["params"].update(subtitle=""),
        "tile_slip does not say its unit",
    ),
    "euro": (
        "charts",
        "tile_unlawful",
        lambda d: d["params"]["currency_format"].update(symbol="EUR"),
        "tile_unlawful: the currency",
    ),
    "total": (
        "charts",
        "slips",
        lambda d: d["params"].update(only_total=True),
        "slips: its total counts the order",
    ),
    "halves": (
        "charts",
        "issue_flow",
        lambda d: d["params"].update(echart_options=""),
        "issue_flow: its axis may have halves",
    ),
    "decimals": (
        "charts",
        "tile_slip",
        lambda d: d["params"].update(y_axis_format=",.1f"),
        "tile_slip: no whole numbers",
    ),
    "title": ("charts", "slips", lambda d: d.update(slice_name="Anders"), "slips has another title"),
    "english": (
        "charts",
        "measures",
        lambda d: d.update(description="Measures that are past their end"),
        "measures: 'Measures",
    ),
    "unlabelled": (
        "datasets",
        "measures",
        lambda d: d["columns"][2].update(verbose_name=""),
        "measures.title_nl has no label",
    ),
    "scope": (
        "dashboard",
        None,
        lambda d: d["metadata"]["native_filter_configuration"][1]["scope"].update(excluded=[]),
        "issue_stock can't obey the filter Scenario",
    ),
    "unfiltered": (
        "dashboard",
        None,
        lambda d: d["metadata"]["native_filter_configuration"][0]["scope"].update(excluded=[1]),
        "tile_unlawful is outside the filter Publicatie",
    ),
    "heading": (
        "dashboard",
        None,
        lambda d: d["position"]["HEADER-pause"]["meta"].update(text=SCENARIO),
        "pause_curve stands under",
    ),
    "colour": ("dashboard", None, lambda d: d["metadata"]["label_colors"].update(open="#8a8a8a"), "#8a8a8a means"),
    "colourless": (
        "dashboard",
        None,
        lambda d: d["metadata"]["label_colors"].pop("open"),
        "issue_flow: open has no colour",
    ),
    "dark": (
        "dashboard",
        None,
        lambda d: d["metadata"]["label_colors"].update(spend_forecast="#154274"),
        "spend_forecast is no lighter",
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_bundle_out_of_step_is_noticed(memo: Command, whole: dict[str, Any], broken: str) -> None:
    kind, name, change, said = BROKEN[broken]
    copied = json.loads(json.dumps(whole))
    change(copied[kind][name] if name else copied[kind])
    found = problems(memo.warehouse, **copied, asked_for={name} if name and kind == "datasets" else set())
    assert [line for line in found if line.startswith(said)], found


# Of each head of the page the columns that have it too.
HEADS = {
    "contract": "contract_name_nl", "scenario": "scenario_name_nl", "pause": "pause_months",
    "reason": "reason_nl", "lines": "lines", "deliver": "deliver_nl", "method": "method_nl",
    "increase_pct": "increase_pct", "name": "service_name_nl", "kind": "service_kind_nl",
    "status": "delay_status_nl status_nl", "overdue": "overdue_days days_overdue", "blocking": "open_blocking",
    "component": "component_nl", "open": "open", "entity": "entity_nl", "year": "year year_nl",
    "errors": "error_amount", "uncertainties": "uncertainty_amount", "sum": "sum_amount",
    "breach": "is_breach_nl", "tolerance": "tolerance_amount", "figure": "citation_nl",
    "printed": "printed_text", "unit": "unit_nl", "computed": "computed_value", "difference": "residual",
    "verdict": "verdict_nl",
}  # fmt: skip


def test_what_the_page_says_too_is_said_in_the_same_words(memo: Command, whole: dict[str, Any]) -> None:
    heads = {name: key for key, names in HEADS.items() for name in names.split()}
    columns = [column for one in whole["datasets"].values() for column in one["columns"]]
    said = {column["column_name"]: column["verbose_name"] for column in columns}
    # One column has one label in all datasets.
    assert all(said[column["column_name"]] == column["verbose_name"] for column in columns)
    assert {name: said[name] for name in heads} == {
        name: words()["heads"][key]["nl"] for name, key in heads.items()
    }
    assert (said["release_as_of_date"], said["release_id"], said["publication_name_nl"]) == tuple(
        words()[key]["nl"] for key in ("as_of", "release", "publication")
    )
    names = {m["metric_name"]: m["verbose_name"] for d in whole["datasets"].values() for m in d["metrics"]}
    of_charts = {
        "unlawful_realised": "realised", "unlawful_forecast": "forecast", "unjudged_line": "unjudged",
    }  # fmt: skip
    assert {key: names[key] for key in of_charts} == {
        key: words()["charts"][word]["nl"] for key, word in of_charts.items()
    }
    flow = {m["metric_name"]: m["verbose_name"] for m in whole["datasets"]["issue_flow"]["metrics"]}
    assert flow == {key: words()["charts"][key]["nl"] for key in ("open", "open_blocking")}
    labels = dict(
        query(
            memo.warehouse,
            "select code, label_nl from reference.code_labels "
            "where code_list in ('whatif_method', 'delay_status')",
        )
    )
    for method in ("stated", "interpolated", "extrapolated", "run_off"):
        assert names[f"unlawful_{method}"] == f"onrechtmatig, {labels[method]}"
    assert (names["delay_days_delayed"], names["delay_days_overdue"]) == (labels["delayed"], labels["overdue"])
    assert names["unlawful_total_only"] == words()["published_total"]["nl"].lower()
    assert f"then '{names['unlawful_total_only']}'" in whole["datasets"]["noncompliance_by_scenario"]["sql"]
    assert words()["pause"]["said"]["nl"] == WHOLE + "."
    yes_no = {words()[key]["nl"] for key in ("yes", "no", "unknown")}
    for name in ("measures", "lawfulness_tolerance"):
        assert set(re.findall(r"(?:then|else) '(\w+)'", whole["datasets"][name]["sql"])) == yes_no


# Rows of the memo, and what the source leaves unknown of them.
UNKNOWN = """
    update marts.noncompliance_by_scenario set unlawful_amount_gross = null, unlawful_unknown_lines = 2,
        spend_unknown_lines = 2, spend_amount_gross = null
    where scenario_id = 'pause_12' and contract_id = 'KIS' and measure_type = 'realised';
    update marts.noncompliance_by_scenario set uncertain_amount_gross = null, uncertain_unknown_lines = 1
    where scenario_id = 'pause_12' and contract_id = 'KIS' and year = 2022;
    update marts.impact_finance set amount_eur = null, unknown_lines = 1 where component like 'building%';
"""


@pytest.fixture(scope="module")
def with_unknown(memo: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("unknown") / "fundament.duckdb"
    shutil.copy(memo.warehouse, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(UNKNOWN)
    return file


def value(
    file: Path,
    whole: dict[str, Any],
    name: str,
    publication: str = MEMO,
    scenario: str | None = None,
    where: str = "true",
) -> Any:
    """A metric, as the filters on publication and scenario let it be asked; `name` is dataset.metric."""
    dataset = whole["datasets"][name.partition(".")[0]]
    expression = _metric(dataset, name.partition(".")[2])["expression"]
    chosen = f"publication_id = '{publication}'" + (f" and scenario_id = '{scenario}'" if scenario else "")
    [(found,)] = query(file, f"select {expression} from ({dataset['sql']}) where {chosen} and {where}")
    return found


# As the memo prints them; what it does not state is NULL.
TILES = {
    ("noncompliance_by_scenario.unlawful", "pause_12"): Decimal("210.1") * MILLION,
    ("noncompliance_by_scenario.unlawful_realised", "pause_12"): Decimal("65.4") * MILLION,
    ("noncompliance_by_scenario.unlawful_forecast", "pause_12"): Decimal("144.7") * MILLION,
    ("noncompliance_by_scenario.unlawful_total_only", "pause_12"): None,
    ("noncompliance_by_scenario.unjudged", "pause_12"): 0,
    ("noncompliance_by_scenario.spend", "pause_12"): Decimal("210.1") * MILLION,
    ("noncompliance_by_scenario.lines_without_amount", "pause_12"): 0,
    ("noncompliance_by_scenario.order_of_contracts", "pause_12"): Decimal("210.1") * MILLION,
    # Of the expectation without a pause the total alone is printed.
    ("noncompliance_by_scenario.unlawful", "pause_0"): Decimal("183.8") * MILLION,
    ("noncompliance_by_scenario.unlawful_total_only", "pause_0"): Decimal("183.8") * MILLION,
    ("noncompliance_by_scenario.unlawful_realised", "pause_0"): None,
    ("noncompliance_by_scenario.unjudged", "pause_0"): None,
    ("supplier_spend_by_scenario.spend", "pause_12"): Decimal("210.1") * MILLION,
    ("supplier_spend_by_scenario.order_of_suppliers", "pause_12"): Decimal("210.1") * MILLION,
    ("supplier_spend_by_scenario.spend_realised", "pause_12"): Decimal("65.4") * MILLION,
    ("supplier_spend_by_scenario.spend_forecast", "pause_12"): Decimal("144.7") * MILLION,
    ("supplier_spend_by_scenario.unlawful", "pause_12"): Decimal("210.1") * MILLION,
    ("supplier_spend_by_scenario.unjudged", "pause_12"): 0,
    ("supplier_spend_by_scenario.lines_without_amount", "pause_12"): 0,
    ("impact_finance.delay_cost", None): Decimal("8.35") * MILLION,
    ("impact_services.longest_delay_days", None): 365,
    ("impact_services.order_of_services", None): 365,
    ("impact_services.delay_days_delayed", None): 365,
    ("impact_services.delay_days_overdue", None): None,
    # FBS, Herbouw Digipoort and the law that waits for FBS; of the others no length is known.
    ("impact_services.late_services", None): 3,
    ("impact_services.unknown_services", None): 12,
    # The memo says "most of the known points" and "the others", and no number.
    ("issue_stock.open_issues", None): None,
    ("issue_stock.open_blocking", None): None,
    ("issue_stock.blocking_not_counted", None): 2,
    ("issue_flow.open", None): None,
    ("issue_flow.open_blocking", None): None,
    ("source_reconciliation.figures", None): 32,
}  # fmt: skip


@pytest.mark.parametrize(("name", "scenario"), TILES)
def test_a_metric_gives_the_numbers_of_the_memo(
    memo: Command, whole: dict[str, Any], name: str, scenario: str | None
) -> None:
    assert value(memo.warehouse, whole, name, scenario=scenario) == TILES[name, scenario]


def test_metrics_along_an_axis_give_the_numbers_of_the_memo(memo: Command, whole: dict[str, Any]) -> None:
    def at(metric: str, months: int) -> Any:
        where = f"is_total and pause_months = {months}"
        return value(memo.warehouse, whole, f"noncompliance_pause_whatif.{metric}", where=where)

    months = {"stated": 0, "interpolated": 6, "extrapolated": 24, "run_off": 12}
    curve = {method: at(f"unlawful_{method}", months[method]) for method in months}
    # The straight line through 183.8 without a pause and 210.1 with twelve months.
    assert curve == {
        "stated": Decimal("183.8") * MILLION,
        "interpolated": Decimal("196.95") * MILLION,
        "extrapolated": Decimal("236.4") * MILLION,
        "run_off": None,
    }
    assert (at("unjudged_line", 12), at("unjudged_run_off", 12)) == (0, None)
    last = "period_last_day = (select max(period_last_day) from marts.migration_progress)"
    # One migration has an original end, January 2023, and none is known as completed.
    assert value(memo.warehouse, whole, "migration_progress.planned", where=last) == 1
    assert value(memo.warehouse, whole, "migration_progress.actual_dated", where=last) is None
    along = {*(f"unlawful_{method}" for method in months), "unjudged_line", "unjudged_run_off"}
    tested = {name for name, _ in TILES} | {f"noncompliance_pause_whatif.{name}" for name in along}
    tested |= {"migration_progress.planned", "migration_progress.actual_dated"}
    ordering = {"release_publications.order_of_publications", "noncompliance_by_scenario.order_of_scenarios"}
    assert tested | ordering == {
        f"{name}.{metric['metric_name']}" for name, one in whole["datasets"].items() for metric in one["metrics"]
    }


def test_what_is_unknown_is_beside_what_is_known_and_never_zero(with_unknown: Path, whole: dict[str, Any]) -> None:
    def spend(metric: str, where: str = "true") -> Any:
        return value(with_unknown, whole, f"noncompliance_by_scenario.{metric}", scenario="pause_12", where=where)

    # Of what was realised that of EASI alone, 8.9 and 38.1; four lines are in no amount, two in each year of KIS.
    assert spend("unlawful_realised") == 47 * MILLION
    assert spend("lines_without_amount") == 4
    assert spend("unlawful_realised", "contract_id = 'KIS'") is None
    assert spend("unjudged", "contract_id = 'KIS'") is None
    assert spend("unjudged", "contract_id = 'EASI'") == 0
    assert value(with_unknown, whole, "impact_finance.delay_cost") == Decimal("7.1") * MILLION
    assert value(with_unknown, whole, "impact_finance.delay_cost", where="component like 'building%'") is None


def test_nothing_is_added_up_over_publications_or_scenarios(memo: Command, whole: dict[str, Any]) -> None:
    for name, dataset in whole["datasets"].items():
        over = "scenario_id" if name.endswith("_by_scenario") else "publication_id"
        for metric in dataset["metrics"]:
            if metric["metric_name"] in ("order_of_publications", "order_of_scenarios"):
                continue
            # Every row twice, the second time as that of another.
            twice = (
                f"from ({dataset['sql']}) union all select * replace ('other' as {over}) from ({dataset['sql']})"
            )
            assert query(memo.warehouse, f"select {metric['expression']} from ({twice})") in ([(None,)], []), (
                metric
            )


def test_the_filters_start_where_the_page_starts(memo: Command, client: Any, whole: dict[str, Any]) -> None:
    with duckdb.connect(str(memo.warehouse), read_only=True) as connection:
        choices = client.choices(connection, whole["datasets"])
    assert [choice["publication_name_nl"] for choice in choices][1:3] == [
        "Stand van zaken vernieuwing fundament Logius",
        "Jaarverslag 2023 van het ministerie van Binnenlandse Zaken en Koninkrijksrelaties (VII)",
    ]
    first, second = whole["dashboard"]["metadata"]["native_filter_configuration"]
    assert (first["controlValues"]["sortAscending"], second["controlValues"]["sortAscending"]) == (True, False)
    assert second["cascadeParentIds"] == [first["id"]]
    spend = whole["datasets"]["noncompliance_by_scenario"]
    order = _metric(spend, "order_of_scenarios")["expression"]
    listed = query(
        memo.warehouse,
        f"select scenario_name_nl from ({spend['sql']}) group by scenario_name_nl order by {order} desc",
    )
    # The last of those that have lines.
    assert listed[0] == ("Migraties 12 maanden gepauzeerd",)


class Answering:
    """In the place of Superset: answers each query by DuckDB, and can be made to answer another amount."""

    def __init__(
        self, client: Any, connection: duckdb.DuckDBPyConnection, whole: dict[str, Any], add: int = 0
    ) -> None:
        self.client, self.connection, self.add = client, connection, add
        self.datasets = list(whole["datasets"].values())

    def get(self, path: str) -> dict[str, Any]:
        assert path.startswith("dataset/")
        return {"result": [{"table_name": one["table_name"], "id": n} for n, one in enumerate(self.datasets)]}

    def post(self, path: str, json: dict[str, Any]) -> dict[str, Any]:
        assert path == "chart/data"
        [asked] = json["queries"]
        rows = self.client.expected(self.connection, self.datasets[json["datasource"]["id"]], asked)
        names = [*asked["columns"], *asked["metrics"]]
        found = [dict(zip(names, row, strict=True)) for row in rows]
        for row in found:
            if row.get("unlawful_forecast"):
                row["unlawful_forecast"] += self.add
        return {"result": [{"data": found}]}


def test_the_comparison_reports_a_number_that_differs(
    memo: Command, client: Any, whole: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with duckdb.connect(str(memo.warehouse), read_only=True) as connection:
        rows = client.compare(Answering(client, connection, whole), connection)
        # The memo has two scenarios, and the three annual reports have none: five choices.
        assert rows > 100 and "tile_unlawful                    5 rows at 5 choices" in capsys.readouterr().out
        with pytest.raises(SystemExit, match="Chart noncompliance_by_contract has other data than the mart"):
            client.compare(Answering(client, connection, whole, add=1), connection)


@pytest.fixture
def unzipped(bundle: Any, memo: Command) -> Iterator[tuple[list[str], dict[str, Any], str]]:
    with zipfile.ZipFile(io.BytesIO(bundle.make_bundle(memo.warehouse))) as content:
        names = content.namelist()
        database = yaml.safe_load(content.read("bundle/databases/fundament.yaml"))
        yield names, database, b"".join(content.read(name) for name in names).decode()


def test_the_bundle_reads_the_published_file_and_can_not_write_it(
    memo: Command, bundle: Any, unzipped: tuple[list[str], dict[str, Any], str]
) -> None:
    names, database, everything = unzipped
    assert "bundle/metadata.yaml" in names and any(name.startswith("bundle/datasets/fundament/") for name in names)
    assert bundle.PLACE not in everything and "password" not in everything.lower()
    assert not any(database[name] for name in ("allow_dml", "allow_ctas", "allow_cvas", "allow_file_upload"))
    assert database["sqlalchemy_uri"] == f"duckdb:///{memo.warehouse}?access_mode=read_only"
    engine = sqlalchemy.create_engine(database["sqlalchemy_uri"])
    with engine.connect() as connection:
        assert connection.execute(sqlalchemy.text("select count(*) from marts.dim_date")).scalar() == 9131
        with pytest.raises(sqlalchemy.exc.DatabaseError, match="read-only"):
            connection.execute(sqlalchemy.text("create table marts.written as select 1"))
    engine.dispose()
