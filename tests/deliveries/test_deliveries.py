"""Deliveries that are as they should be are loaded to the line; the others get an error that helps."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from fundament.deliveries.counted.loaded import LoadedFile
from fundament.deliveries.found.unnamed import note_on_unnamed_files
from fundament.deliveries.reader import load_deliveries
from fundament.errors import BadInput
from fundament.project import DBT_DIR
from tests.conftest import AS_OF_DATE, MEMO, Command, make_editable, query
from tests.warehouses import built

HEADER = "line_id,contract_id,period_start,period_end,amount_gross,measure_type,description\n"
YAML = """\
delivery_id: ledger
title: Ledger
owner: Finance
publication_id: ledger
{extra}
files:
  - source: contract_spend
    path: {path}
{file_extra}
"""


def load(
    folder: Path, lines: str, extra: str = "", file_extra: str = "", path: str = "spend.csv"
) -> tuple[duckdb.DuckDBPyConnection, list[LoadedFile]]:
    (folder / "delivery.yml").write_text(YAML.format(extra=extra, file_extra=file_extra, path=path))
    (folder / "spend.csv").write_text(lines, newline="")
    connection = duckdb.connect()
    return connection, load_deliveries(connection, folder, dt.date(2026, 1, 1))


def refused(folder: Path, lines: str, **keywords: str) -> str:
    with pytest.raises(BadInput) as error:
        load(folder, lines, **keywords)
    return str(error.value)


def test_amounts_credits_and_lines(tmp_path: Path) -> None:
    connection, [loaded] = load(
        tmp_path,
        HEADER
        + "a,K,2024-01-01,2024-02-01,1234.56,realised,\n"
        + 'b,K,2024-01-01,2024-02-01,-0.01,realised,"two\nlines, and a comma"\n'
        + "c,K,2024-01-01,2024-02-01,5,realised,last",
    )
    assert (loaded.lines_read, loaded.rows_loaded, loaded.rows_rejected) == (3, 3, 0)
    rows = connection.execute("select line_id, amount_gross, source_line, source_file from raw.contract_spend")
    assert rows.fetchall() == [
        ("a", Decimal("1234.56"), 2, "spend.csv"),
        ("b", Decimal("-0.01"), 3, "spend.csv"),
        ("c", Decimal("5.00"), 5, "spend.csv"),
    ]


def test_decimal_comma_and_unit(tmp_path: Path) -> None:
    connection, _ = load(
        tmp_path,
        HEADER.replace(",", ";") + "a;K;2024-01-01;;3,85;realised;\n",
        extra='delimiter: ";"\ndecimal_separator: ","',
        file_extra="    columns: {amount_gross: {from: amount_gross, unit: million}}",
    )
    assert connection.execute("select amount_gross from raw.contract_spend").fetchall() == [
        (Decimal("3850000.00"),)
    ]


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("a,K,2022-06-31,,1,realised,", "period_start", "2022-06-31"),
        ("a,K,2022-06-01,,1.234,realised,", "amount_gross", "1.234"),
        ('a,K,2022-06-01,,"1,2",realised,', "amount_gross", "1,2"),
        ("a,K,2022-06-01,,1e3,realised,", "amount_gross", "1e3"),
        ("a,K,2022-06-01,,1,guessed,", "measure_type", "guessed"),
        (",K,2022-06-01,,1,realised,", "line_id", "required, and empty"),
        ("a,K,2022-06-01,,,realised,", "amount_gross", "one is required: amount_gross, amount_net"),
        # A period is half-open: on the day that it starts it has no day yet.
        (
            "a,K,2022-06-01,2022-06-01,1,realised,",
            "period_end",
            "'2022-06-01' (not after period_start, 2022-06-01)",
        ),
        (
            "a,K,2022-06-01,2022-05-01,1,realised,",
            "period_end",
            "'2022-05-01' (not after period_start, 2022-06-01)",
        ),
        ("a,K,2022-06-01,,123456789012345678901234567890,realised,", "amount_gross", "1234567890"),
    ],
)
def test_a_bad_value_is_named_with_file_line_and_column(
    tmp_path: Path, line: str, column: str, value: str
) -> None:
    message = refused(tmp_path, HEADER + "ok,K,2022-06-01,,1,realised,\n" + line + "\n")
    assert "1 of 2 rows of spend.csv" in message
    assert f"line 3, column {column}" in message and value in message
    assert "to do:" in message


def test_allowed_rejects_are_accounted_for(tmp_path: Path) -> None:
    connection, [loaded] = load(
        tmp_path,
        HEADER + "a,K,2022-06-01,,1,realised,\nb,K,2022-06-31,,x,realised,\n",
        extra="max_rejected_rows: 1",
    )
    assert (loaded.lines_read, loaded.rows_loaded, loaded.rows_rejected) == (2, 1, 1)
    rejected = connection.execute("select source_line, column_name, rejected_value from raw.rejected_rows")
    assert rejected.fetchall() == [(3, "period_start", "2022-06-31"), (3, "amount_gross", "x")]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (HEADER + "a,K,2022-06-01,,1,realised\n", "it has 6 fields, the header has 7"),
        (HEADER + "a,K,2022-06-01,,1,realised,,x\n", "it has 8 fields, the header has 7"),
        (HEADER + "a,K,2022-06-01,,1,realised,\n\n", "line 3: the row is blank"),
        (HEADER.replace("description", "remark") + "a,K,2022-06-01,,1,realised,\n", "'remark'"),
        (HEADER.replace("description", "line_id") + "a,K,2022-06-01,,1,realised,\n", "twice"),
        (HEADER.replace("line_id,", "") + "K,2022-06-01,,1,realised,\n", "'line_id' is missing"),
        ("", "empty"),
    ],
)
def test_a_file_that_is_not_as_declared(tmp_path: Path, lines: str, expected: str) -> None:
    message = refused(tmp_path, lines)
    assert expected in message and "spend.csv" in message


def test_lost_rows_are_noticed(tmp_path: Path) -> None:
    message = refused(tmp_path, HEADER + "a,K,2022-06-01,,1,realised,\n", file_extra="    expected_rows: 2")
    assert "has 1 rows; the delivery says 2" in message


def test_wrong_encoding(tmp_path: Path) -> None:
    (tmp_path / "delivery.yml").write_text(YAML.format(extra="", file_extra="", path="spend.csv"))
    (tmp_path / "spend.csv").write_bytes((HEADER.replace("description", "omschrijving é")).encode("latin-1"))
    with pytest.raises(BadInput, match="not utf-8"):
        load_deliveries(duckdb.connect(), tmp_path, dt.date(2026, 1, 1))


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/hostname"])
def test_no_path_leaves_the_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.csv").write_text(HEADER)
    folder = tmp_path / "delivery"
    folder.mkdir()
    assert "outside the delivery's folder" in refused(folder, HEADER, path=path)


def test_no_link_leaves_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(HEADER)
    folder = tmp_path / "delivery"
    folder.mkdir()
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    assert "outside the delivery's folder" in refused(folder, HEADER, path="link.csv")


@pytest.mark.parametrize("path", ["*.csv", ".", "sub/*", "../*.csv", "[spend.csv, ../secret.csv]"])
def test_no_pattern_or_folder_leaves_the_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.csv").write_text(HEADER)
    folder = tmp_path / "delivery"
    folder.mkdir()
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "sub").symlink_to(tmp_path)
    quoted = path if path.startswith("[") else f'"{path}"'
    assert "outside the delivery's folder" in refused(folder, HEADER, path=quoted)
    # A pattern over all folders does not go through a link.
    assert "No file is named by" in refused(folder, HEADER, path='"**/secret.csv"')


def test_a_folder_and_a_list_of_files(tmp_path: Path) -> None:
    (tmp_path / "months").mkdir()
    for month in ("02", "01"):
        (tmp_path / "months" / f"{month}.csv").write_text(HEADER + f"{month},K,2024-{month}-01,,1,realised,\n")
    # What is hidden, or is being edited, is no delivery.
    (tmp_path / "months" / ".hidden.csv").write_text("x")
    (tmp_path / "months" / "~$open.csv").write_text("x")
    for path in ("months", "'months/*.csv'", "[months/01.csv, months/02.csv]"):
        _, loaded = load(tmp_path, HEADER, path=path)
        assert [file.file for file in loaded] == ["months/01.csv", "months/02.csv"]
    assert "No file is named by 'months/*.txt'" in refused(tmp_path, HEADER, path="'months/*.txt'")
    assert "There is no file 'none.csv'" in refused(tmp_path, HEADER, path="none.csv")


def test_names_and_values_never_become_sql(tmp_path: Path) -> None:
    evil = "x'); drop table raw.contracts; --"
    connection, _ = load(
        tmp_path,
        HEADER.replace("description", f'"{evil}"') + f'"{evil}",K,2022-06-01,,1,realised,"{evil}"\n',
        file_extra=f'    columns: {{description: {{from: "{evil}"}}, cost_type: {{constant: "{evil}"}}}}',
    )
    row = connection.execute("select line_id, description, cost_type from raw.contract_spend").fetchone()
    assert row == (evil, evil, evil)
    assert connection.execute("select count(*) from raw.contracts").fetchone() == (0,)


@pytest.mark.parametrize(
    ("file_extra", "where"),
    [
        ("    key: [EVIL]", "files.0.key"),
        ("    control_totals: {sums: {EVIL: 1}}", "files.0.control_totals.sums"),
        ("    control_totals: {sums: {line_id: 1}}", "files.0.control_totals.sums"),
        ("    columns: {EVIL: {from: x}}", "files.0.columns.EVIL"),
        ("  - {source: EVIL, path: other.csv}", "files.1.source"),
    ],
)
def test_no_name_of_a_declaration_becomes_sql(tmp_path: Path, file_extra: str, where: str) -> None:
    """A name stands in SQL only where it is one of the canonical columns."""
    evil = "amount_gross) from raw.contract_spend; drop table raw.contracts; --"
    quoted = file_extra.replace("EVIL", f'"{evil}"')
    message = refused(tmp_path, HEADER + "a,K,2022-06-01,,1,realised,\n", file_extra=quoted)
    assert where.replace("EVIL", evil) in message and "line " in message


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("(select max(line_id) from raw.contract_spend)", "subquery"),
        ("read_text('/etc/hostname')", "calls read_text"),
        ("getenv('HOME')", "calls getenv"),
        ("'x' from t; drop table raw.contracts; select 'x'", "is "),
        ("'x') from t where (true", "is no SQL"),
        ("'x' -- and the rest", None),
        ("no_such_column", "no_such_column"),
    ],
)
def test_an_expression_is_one_over_the_columns_of_the_file(
    tmp_path: Path, expression: str, why: str | None
) -> None:
    lines = HEADER + "a,K,2022-06-01,,1,realised,\n"
    mapping = '    columns: {cost_type: {expression: "' + expression + '"}}'
    if why is None:
        connection, _ = load(tmp_path, lines, file_extra=mapping)
        assert connection.execute("select cost_type from raw.contract_spend").fetchall() == [("x",)]
    else:
        assert why in refused(tmp_path, lines, file_extra=mapping)


def test_columns_that_bear_the_same_name_can_be_joined(tmp_path: Path) -> None:
    lines = "line_id,period_start,amount_gross,measure_type,Label,Label,Label\na,2024-01-01,1,realised,x,,y\n"
    connection, _ = load(
        tmp_path, lines, file_extra='    columns: {description: {from: Label, join: "; "}}', path="spend.csv"
    )
    assert connection.execute("select description from raw.contract_spend").fetchall() == [("x; y",)]
    assert "appear twice: 'Label'" in refused(
        tmp_path, lines, file_extra="    columns: {description: {from: Label}}"
    )


@pytest.mark.parametrize(
    ("extra", "file_extra", "expected"),
    [
        ("colour: red", "", ("colour", "line 5")),
        ("max_rejected_rows: many", "", ("max_rejected_rows", "line 5")),
        ("", "    columns: {amuont: {from: x}}", ("amuont", "line 9")),
        ("", "    columns: {line_id: {from: line_id, unit: million}}", ("has no unit", "line 9")),
        ("owner: [", "", ("Not YAML", "line")),
    ],
)
def test_a_bad_declaration_is_named_with_key_and_line(
    tmp_path: Path, extra: str, file_extra: str, expected: tuple[str, str]
) -> None:
    message = refused(tmp_path, HEADER, extra=extra, file_extra=file_extra)
    assert all(part in message for part in expected), message


@pytest.mark.parametrize("name", ["null", "NULL"])
def test_a_publication_whose_name_means_no_value_is_refused(tmp_path: Path, name: str) -> None:
    declaration = YAML.format(extra="", file_extra="", path="spend.csv").replace(": ledger\n\n", f": '{name}'\n")
    (tmp_path / "delivery.yml").write_text(declaration)
    with pytest.raises(BadInput) as error:
        load_deliveries(duckdb.connect(), tmp_path, dt.date(2026, 1, 1))
    assert all(part in str(error.value) for part in ("publication_id", name, "another name", "line 4"))


def test_a_name_that_is_a_pattern_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "a1.csv").write_text(HEADER + "a,K,2022-06-01,,999,realised,\n")
    (tmp_path / "a[1].csv").write_text(HEADER + "a,K,2022-06-01,,1,realised,\n")
    connection, [loaded] = load(tmp_path, HEADER, path='"a[1].csv"')
    assert loaded.file == "a[1].csv"
    assert connection.execute("select amount_gross, source_line from raw.contract_spend").fetchall() == [(1, 2)]


def test_bad_date_format_and_bad_bytes_in_a_declaration(tmp_path: Path) -> None:
    line = HEADER + "a,K,2022-06-01,,1,realised,\n"
    assert "date_formats" in refused(tmp_path, line, extra='date_formats: ["%Q"]')
    (tmp_path / "delivery.yml").write_bytes(b"title: \xff")
    with pytest.raises(BadInput, match="UTF-8"):
        load_deliveries(duckdb.connect(), tmp_path, dt.date(2026, 1, 1))


def test_one_file_may_serve_two_sources(tmp_path: Path, deliveries: Path) -> None:
    """The accounting is per source and file."""
    folder = deliveries / "two"
    folder.mkdir()
    (folder / "delivery.yml").write_text(
        YAML.format(
            extra="",
            file_extra="    ignored_columns: [title, published_on, as_of_date, contract_name]",
            path="wide.csv",
        )
        + "  - source: contracts\n    path: wide.csv\n"
        + "    ignored_columns: [title, published_on, as_of_date, line_id, period_start, amount_net, "
        + "measure_type]\n"
        + "  - source: publications\n    path: wide.csv\n"
        + "    ignored_columns: [contract_id, contract_name, line_id, period_start, amount_net, measure_type]\n"
    )
    (folder / "wide.csv").write_text(
        "title,published_on,as_of_date,contract_id,contract_name,line_id,period_start,amount_net,measure_type\n"
        "Ledger,2024-02-01,2024-01-31,K,Contract K,a,2024-01-05,55.00,realised\n"
    )
    file = built(tmp_path, deliveries, AS_OF_DATE)
    # A net amount without a VAT rate: the gross amount is unknown, which is not zero, and is raised as a finding.
    cells = query(
        file,
        "select uncertain_amount_gross, spend_amount_gross, unlawful_amount_gross "
        "from marts.noncompliance_by_contract_year where publication_id = 'ledger'",
    )
    assert cells == [(None, None, None)]
    findings = "select finding_rule, subject_id from marts.findings where publication_id = 'ledger' order by all"
    assert query(file, findings) == [("spend_amount_unknown", "K"), ("spend_not_judged", "ledger")]


def test_dbt_by_itself_loads_the_deliveries_once(tmp_path: Path) -> None:
    """dbt-duckdb opens and closes its file several times in a run."""
    # Not above: each worker imports every file of tests, and dbt takes a second.
    from fundament.transformation.raw_plugin import Plugin

    plugin = Plugin("raw", {})  # type: ignore[arg-type]
    file = str(tmp_path / "analyst.duckdb")
    with duckdb.connect(file) as connection:
        plugin.configure_connection(connection)
        [(delivered,)] = connection.execute("select count(*) from raw.contracts").fetchall()
        make_editable(connection, "raw.contracts")
        connection.execute("delete from raw.contracts")
    with duckdb.connect(file) as connection:
        plugin.configure_connection(connection)
        assert connection.execute("select count(*) from raw.contracts").fetchall() == [(0,)]
        # The next run of dbt loads again.
        Plugin("raw", {}).configure_connection(connection)  # type: ignore[arg-type]
        assert connection.execute("select count(*) from raw.contracts").fetchall() == [(delivered,)]
        assert delivered > 0


def test_rows_in_force_are_counted_for_every_source() -> None:
    sql = (DBT_DIR / "models/marts/quality/row_accounting.sql").read_text("utf-8")
    [counted] = re.findall(r"{% for name in canonical_sources\(\) %}(.*?){% endfor %}", sql, re.DOTALL)
    assert "ref('known_' ~ name)" in counted and "count(*) as rows_in_force" in counted


@pytest.mark.parametrize(
    "arguments",
    [["run", "--deliveries", "no/such/folder"], ["run", "--as-of", "yesterday"], ["publish"], ["status"]],
)
def test_wrong_usage_is_exit_code_2(tmp_path: Path, arguments: list[str]) -> None:
    done = Command(tmp_path)(*arguments)
    assert done.returncode == 2
    assert done.stderr and "Traceback" not in done.stderr


def test_files_that_no_delivery_names_are_told(deliveries: Path) -> None:
    assert note_on_unnamed_files(deliveries) == ""
    memo = deliveries / MEMO
    for name in ("spend 2023.CSV", "letter.pdf", ".hidden.csv", "half.csv.part", "more.xlsx"):
        (memo / name).write_text("x")
    expected = f"2 files that no delivery names are not read: {MEMO}/more.xlsx, {MEMO}/spend 2023.CSV"
    assert note_on_unnamed_files(deliveries) == expected
    # What a pull reads is named by it.
    (memo / "releases").mkdir()
    (memo / "releases" / "a.json").write_text("{}")
    (memo / "ocds.delivery.yml").write_text(
        "delivery_id: ocds\ntitle: a\nowner: a\npublication_id: a\npull: {kind: ocds, paths: [releases/*.json]}\n"
    )
    assert note_on_unnamed_files(deliveries) == expected
