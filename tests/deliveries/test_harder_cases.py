"""What nobody would send on purpose: dates, numbers, JSON, workbooks and declarations that invite a silent loss.

Expected values are written by hand.
"""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from fundament.deliveries.declared.declaration import read_delivery
from fundament.deliveries.reader import load_deliveries
from fundament.errors import BadInput
from fundament.rehearsal.checking import refuse_gaps
from tests.loading import GOOD, HEADER, Loaded, amounts, counts, load, loads, refused, rejects, rows

DELIVERY = "delivery_id: ledger\ntitle: Ledger\nowner: Finance\npublication_id: ledger\n"
ONE = DELIVERY + "files:\n  - source: contracts\n    {}\n    path: a.csv\n"


def of_texts(folder: Path, column: str, texts: list[str], formats: list[str]) -> list[object]:
    """What texts in a column of issues become, None where they are rejected."""
    lines = [f"{number},Synthetic,{text}" for number, text in enumerate(texts)]
    needed = "" if column == "created_at" else ",created_at"
    filled = [line + (",2024-01-01 00:00:00" if needed else "") for line in lines]
    (folder / "issues.csv").write_text("\n".join([f"issue_id,title,{column}{needed}", *filled]) + "\n", "utf-8")
    entry = {"source": "issues", "path": "issues.csv", "max_rejected_rows": len(texts)}
    entry["columns"] = {column: {"from": column, "date_formats": formats}}
    connection, [loaded] = load(folder, entry)
    counts(loaded)
    found = dict(connection.execute(f"select issue_id, {column} from raw.issues").fetchall())
    assert len(found) == loaded.rows_loaded
    return [found.get(str(number)) for number in range(len(texts))]


def test_a_year_of_two_figures_is_no_year_of_four(tmp_path: Path) -> None:
    texts = ["01-06-22", "01-06-2022", "01-06-222", "30-06-2022", "31-06-2022"]
    day = dt.date(2022, 6, 1)
    assert of_texts(tmp_path, "target_date", texts, ["%d-%m-%Y"]) == [None, day, None, dt.date(2022, 6, 30), None]
    both = [day, day, None, dt.date(2022, 6, 30), None]
    assert of_texts(tmp_path, "target_date", texts, ["%d-%m-%Y", "%d-%m-%y"]) == both
    assert of_texts(tmp_path, "target_date", texts, ["%d-%m-%y", "%d-%m-%Y"]) == both


def test_figures_without_a_sign_between_them_are_all_there(tmp_path: Path) -> None:
    texts = ["20220630", "2022063", "20220631", "202206300", "2022 630"]
    assert of_texts(tmp_path, "target_date", texts, ["%Y%m%d"]) == [dt.date(2022, 6, 30), None, None, None, None]


@pytest.mark.parametrize("column", ["target_date", "created_at"])
def test_words_that_a_database_takes_for_a_day_are_none(tmp_path: Path, column: str) -> None:
    texts = ["epoch", "infinity", "-Infinity", "now", "today", "1900-01-02"]
    found = of_texts(tmp_path, column, texts, ["%Y-%m-%d"])
    assert found[:-1] == [None] * 5
    assert str(found[-1]).startswith("1900-01-02")


def test_a_serial_beyond_the_last_day_is_rejected(tmp_path: Path) -> None:
    # 109573 is 30 December 2199, the last day of the years that does not stand for none; 2958465 is the last of a
    # sheet.
    texts = ["109573", "109575", "2958465", "2958466", "9999999"]
    assert of_texts(tmp_path, "target_date", texts, ["excel_serial"]) == [dt.date(2199, 12, 30), *[None] * 4]


def test_an_iso_text_is_read_only_where_an_iso_format_is_declared(tmp_path: Path) -> None:
    assert of_texts(tmp_path, "created_at", ["2022-06-30", "30-06-2022"], ["%d-%m-%Y"]) == [
        None,
        # Midnight in Amsterdam.
        dt.datetime(2022, 6, 29, 22),
    ]


def test_zones_are_those_of_the_text_wherever_the_machine_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = duckdb.connect

    def elsewhere(*arguments: Any, **keywords: Any) -> duckdb.DuckDBPyConnection:
        connection = connect(*arguments, **keywords)
        connection.execute("set TimeZone = 'America/New_York'")
        return connection

    monkeypatch.setattr(duckdb, "connect", elsewhere)
    texts = ["2022-06-30T00:30:00+0200", "2022-06-30T23:30:00Z", "2022-06-30T23:30:00-05:00"]
    form = "%Y-%m-%dT%H:%M:%S%z"
    assert of_texts(tmp_path, "created_at", texts, [form, "%Y-%m-%d"]) == [
        dt.datetime(2022, 6, 29, 22, 30),
        dt.datetime(2022, 6, 30, 23, 30),
        dt.datetime(2022, 7, 1, 4, 30),
    ]
    # A day that is taken from an instant is the day in Amsterdam.
    found = of_texts(tmp_path, "target_date", [*texts, "2022-06-30"], [form, "%Y-%m-%d"])
    assert found == [dt.date(2022, 6, 30), dt.date(2022, 7, 1), dt.date(2022, 7, 1), dt.date(2022, 6, 30)]


def test_a_number_may_begin_with_its_decimal_sign(tmp_path: Path) -> None:
    comma = {"decimal_separator": ",", "thousands_separator": "."}
    expected = [Decimal("0.50"), Decimal("-0.50"), Decimal("1234.50")]
    assert amounts(tmp_path, [",50", "-,5", "1.234,50"], **comma) == expected


# ---------------------------------------------------------------------------------------------- declarations


def declared(folder: Path, text: str | bytes) -> str:
    path = folder / "delivery.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadInput) as error:
        read_delivery(path)
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (DELIVERY + "delimiter: ','\ndelimiter: ';'\nfiles: [{source: contracts, path: a.csv}]\n", 6, "twice"),
        (
            DELIVERY + "files:\n  - source: contracts\n    path: a.csv\n    columns:\n"
            "      contract_id: {from: A}\n      contract_id: {from: B}\n",
            10,
            "contract_id stands here twice",
        ),
        (
            DELIVERY + "as_of: 2022-06-31\nfiles: [{source: contracts, path: a.csv}]\n",
            5,
            "'2022-06-31' is no date",
        ),
        (
            DELIVERY + "thousands_separator: '.'\nfiles: [{source: contracts, path: a.csv}]\n",
            5,
            "'.' is the decimal separator too",
        ),
        (
            DELIVERY + "files:\n  - source: contracts\n    path: a.csv\n    columns:\n"
            "      estimated_value_net: {from: A, decimal_separator: ',', thousands_separator: ','}\n",
            9,
            "',' is the decimal separator too",
        ),
        (DELIVERY + 'delimiter: "\\n"\nfiles: [{source: contracts, path: a.csv}]\n', 5, "delimiter"),
        (ONE.format("expected_rows: true"), 7, "expected_rows: Input should be a valid integer"),
        (ONE.format("expected_rows: 2.0"), 7, "expected_rows: Input should be a valid integer"),
        (ONE.format("expected_rows: {at_least: 3, at_most: 2}"), 7, "at_least 3 is more than at_most 2"),
        (ONE.format("expected_rows: {}"), 7, "give at_least, at_most or both"),
        (ONE.format("expected_rows: {at_least: -1}"), 7, "at_least"),
        (ONE.format("max_rejected_rows: true"), 7, "max_rejected_rows: Input should be a valid integer"),
        (ONE.format("skip_rows: true"), 7, "skip_rows: Input should be a valid integer"),
        (ONE.format("control_totals: {rows: true}"), 7, "rows: Input should be a valid integer"),
        (ONE.format("control_totals: {sums: {original_value_net: true}}"), 7, "original_value_net"),
        (ONE.format("columns: {contract_id: {constant: 007}}"), 7, "007 is another number in YAML"),
        (ONE.format("columns: {contract_id: {constant: 12:30}}"), 7, "12:30 is another number in YAML"),
        (ONE.format("columns: {contract_id: {constant: .inf}}"), 7, ".inf is no plain number"),
        (ONE.format("date_formats: [dd-mm-yyyy]"), 7, "'dd-mm-yyyy' has no part such as %Y"),
        (ONE.format("columns: {start_date: {from: A, date_formats: [D]}}"), 7, "'D' has no part such as %Y"),
        (
            DELIVERY.replace("title", "titel") + "files: []\n",
            2,
            "titel: there is no such key; did you mean title?",
        ),
        (ONE.format("max_rejected_row: 1"), 7, "no such key; did you mean max_rejected_rows?"),
        (ONE.format("columns: {contract_id: A}"), 7, "keys and their values are expected here, such as {from"),
        (ONE.format("null_words: [no, n.v.t.]"), 7, "valid string; put it in quotes"),
        # A key that has no meaning in the format is no key that may be passed over.
        (ONE.format("format: jsonl\n    records: 'lines[]'"), 8, "records: it has no meaning in jsonl"),
        (ONE.format("format: parquet\n    delimiter: ';'"), 8, "delimiter: it has no meaning in parquet"),
        (ONE.format("sheet: Lines"), 7, "sheet: it has no meaning in csv, only in excel"),
        (ONE.format("header_rows: 2"), 7, "header_rows: it has no meaning in csv"),
        (DELIVERY + "skip_rows: 2\nformat: json\nfiles: [{source: contracts, path: a.json}]\n", 5, "skip_rows"),
        (DELIVERY + "delimiter: '\"'\nfiles: [{source: contracts, path: a.csv}]\n", 5, "it is the quote too"),
        (ONE.format('delimiter: "\'"\n    quote: "\'"'), 7, "delimiter: it is the quote too"),
        (DELIVERY + "expected_every: 1 week\nfiles: [{source: contracts, path: a.csv}]\n", 5, "a document comes"),
        ("a: &x [*x]\n" + DELIVERY + "files: [{source: contracts, path: a.csv}]\n", 1, "a: there is no such key"),
        (DELIVERY + "files: &x [*x]\n", 5, "files.0: keys and their values are expected here"),
    ],
)
def test_a_declaration_that_contradicts_itself(tmp_path: Path, text: str, line: int, what: str) -> None:
    message = declared(tmp_path, text)
    assert what in message and f"line {line}\n" in message


@pytest.mark.parametrize("alias", ["&x [*x]", "&x {a: *x}", "&x [[*x], {b: *x}]"])
def test_an_alias_that_contains_itself_ends_the_search_for_gaps(tmp_path: Path, alias: str) -> None:
    path = tmp_path / "delivery.yml"
    path.write_text(f"a: {alias}\ntitle: TO-FILL-IN\n")
    with pytest.raises(BadInput, match="Still to fill in: line 2"):
        refuse_gaps(path)


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n", "word\n"])
def test_a_declaration_without_keys(tmp_path: Path, text: str) -> None:
    assert "There are no keys in it" in declared(tmp_path, text)


def test_a_declaration_with_a_mark_and_other_line_ends(tmp_path: Path) -> None:
    text = f"{DELIVERY}files:\n  - source: contract_spend\n    path: spend.csv\n".replace("\n", "\r\n")
    (tmp_path / "delivery.yml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_delivery(tmp_path / "delivery.yml").files[0].path == "spend.csv"


def test_a_delivery_says_a_key_for_those_of_its_files_that_it_concerns(tmp_path: Path) -> None:
    text = DELIVERY + "delimiter: ';'\nfiles:\n  - {source: contracts, path: a.csv}\n"
    (tmp_path / "delivery.yml").write_text(text + "  - {source: issues, path: b.jsonl, format: jsonl}\n")
    assert [file.format for file in read_delivery(tmp_path / "delivery.yml").files] == ["csv", "jsonl"]


def test_numbers_of_a_declaration_are_as_exact_as_they_are_written(tmp_path: Path) -> None:
    content = "line_id,period_start,amount_gross,measure_type\na,2024-01-31,12345678901234.67,realised\n"
    entry = (
        "files:\n  - source: contract_spend\n    path: spend.csv\n    columns: {description: {constant: 7.10}}\n"
        "    control_totals: {sums: {amount_gross: 12345678901234.67}}\n"
    )
    (tmp_path / "spend.csv").write_text(content)
    (tmp_path / "delivery.yml").write_text(DELIVERY + entry)
    connection = duckdb.connect()
    load_deliveries(connection, tmp_path, dt.date(2026, 1, 1))
    assert rows(connection, "description, amount_gross") == [("7.10", Decimal("12345678901234.67"))]
    (tmp_path / "delivery.yml").write_text(DELIVERY + entry.replace(".67}}", ".68}}"))
    with pytest.raises(BadInput, match=r"which is 0\.01 more"):
        load_deliveries(duckdb.connect(), tmp_path, dt.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("quote", "text"), [("'", '\'a"b\'"2024-01-31"1"realised\n'), ("", 'a"2024-01-31"1"realised\n')]
)
def test_a_quotation_mark_may_part_the_fields(tmp_path: Path, quote: str, text: str) -> None:
    connection, [loaded] = loads(tmp_path, HEADER.replace(",", '"') + text, delimiter='"', quote=quote)
    assert counts(loaded) == (1, 1, 0, 0)
    assert rows(connection, "line_id, amount_gross") == [('a"b' if quote else "a", Decimal(1))]


@pytest.mark.parametrize("inside", ["\r\n", "\r", "\n", "\r\n\n\r"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_breaks_within_quotes_are_not_those_of_the_file(tmp_path: Path, inside: str, end: str) -> None:
    header = HEADER.replace("\n", ",description\n")
    lines = (
        f'a,2024-01-31,1,realised,"x{inside}y"\nb,2024-01-31,2,realised,z\n"c{inside}",2024-01-31,3,realised,\n'
    )
    # In another encoding it goes through a file of our own.
    for encoding in ("utf-8", "windows-1252"):
        text = header + lines
        connection, [loaded] = loads(
            tmp_path, text.replace("\n", end) if "\n" not in inside else text, encoding=encoding
        )
        assert counts(loaded) == (3, 3, 0, 0)
        assert rows(connection, "description, amount_gross") == [
            (f"x{inside}y", Decimal(1)),
            ("z", Decimal(2)),
            (None, Decimal(3)),
        ]


@pytest.mark.parametrize("path", ["**.csv", "a**b/*.csv", "x" * 300])
def test_a_path_that_is_none(tmp_path: Path, path: str) -> None:
    assert "is no path" in refused(tmp_path, HEADER + GOOD, {"path": path})


def test_a_folder_is_read_without_what_is_no_data_in_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("spend.csv", ".hidden.csv", "~$spend.csv", "more.csv.part", "MORE.CSV.TMP"):
        (tmp_path / "in" / name).write_text(HEADER + GOOD if name == "spend.csv" else "not whole")
    _, [loaded] = load(tmp_path, {"path": "in"})
    assert loaded.file == "in/spend.csv"
    # The sender's sign that he is done lies beside the declaration.
    for path in (".", "*"):
        (tmp_path / "in" / "DONE").write_text("")
        (tmp_path / "in" / "delivery.yml").write_text(
            f"{DELIVERY}complete_marker: DONE\nfiles:\n  - {{source: contract_spend, path: '{path}'}}\n"
        )
        (tmp_path / "delivery.yml").unlink(missing_ok=True)
        [loaded] = load_deliveries(duckdb.connect(), tmp_path / "in", dt.date(2026, 1, 1))
        assert loaded.file == "spend.csv"


def test_a_link_to_nothing_is_a_file_that_is_missing(tmp_path: Path) -> None:
    (tmp_path / "2024-01.csv").write_text(HEADER + GOOD)
    (tmp_path / "2024-02.csv").symlink_to("not-mounted.csv")
    for path in ("*.csv", "."):
        with pytest.raises(BadInput, match=r"The link leads to no file\n.*2024-02\.csv"):
            load(tmp_path, {"path": path})


def test_links_within_the_folder_are_their_files_and_those_out_of_it_are_refused(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    (inside / "sub").mkdir(parents=True)
    outside.mkdir()
    (inside / "sub" / "a.csv").write_text(HEADER + GOOD)
    (outside / "b.csv").write_text(HEADER + GOOD)
    (inside / "link.csv").symlink_to("sub/a.csv")
    (inside / "loop").symlink_to(inside)
    _, [loaded] = load(inside, {"path": ["**/*.csv", "link.csv"]})
    assert (loaded.file, counts(loaded)) == ("sub/a.csv", (1, 1, 0, 0))
    (inside / "away").symlink_to(outside)
    (inside / "b.csv").symlink_to(outside / "b.csv")
    for path in ("away", "away/*.csv", "away/b.csv", "b.csv", "*.csv", "../out/b.csv", str(outside / "b.csv")):
        with pytest.raises(BadInput, match="outside the delivery's folder"):
            load(inside, {"path": path})


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "\udcff.csv").write_text(HEADER + GOOD)
    with pytest.raises(BadInput, match=r"not UTF-8\n.*udcff\.csv"):
        load(tmp_path, {"path": "*.csv"})


def test_empty_texts_say_nothing_wherever_they_come_from(tmp_path: Path) -> None:
    header = HEADER.replace("\n", ",description\n")
    columns = {
        "contract_id": {"constant": ""},
        "supplier_id": {"expression": "split_part(description, ' ', 2)"},
        "service_id": {"from": "description", "values": {"one": ""}},
    }
    connection, _ = loads(tmp_path, header + GOOD.replace("\n", ",one\n"), {"columns": columns})
    assert rows(connection, "contract_id, supplier_id, service_id, description") == [(None, None, None, "one")]


@pytest.mark.parametrize("encoding", ["windows-1252", "latin-1"])
def test_utf_8_that_is_declared_as_something_else(tmp_path: Path, encoding: str) -> None:
    text = HEADER + GOOD + GOOD.replace("a", "Café €", 1)
    message = refused(tmp_path, text, encoding=encoding)
    assert "The file is UTF-8" in message and "'é' would be read as 'Ã©'" in message and "line 3" in message
    # One sign that is no UTF-8 is enough to believe the declaration.
    connection, _ = loads(tmp_path, text.encode() + b"\xe9,2024-01-31,1,realised\n", encoding=encoding)
    assert rows(connection, "line_id")[2] == ("é",)
    assert counts(loads(tmp_path, HEADER + GOOD, encoding=encoding)[1][0]) == (1, 1, 0, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_that_ends_within_a_row_is_refused_whatever_is_allowed(tmp_path: Path, encoding: str) -> None:
    text = HEADER + GOOD + "b,2024-01-31\nc,2024-01-31"
    for end, line in (("", 4), (",", 4), ("\r\nd", 5)):
        message = refused(tmp_path, (text + end).encode(encoding), max_rejected_rows=99, encoding=encoding)
        assert "spend.csv ends within a row" in message and f"line {line}\n" in message
    # With the end of the line it is a short row like another, and a condition may skip it.
    _, [loaded] = loads(tmp_path, (text + "\n").encode(encoding), max_rejected_rows=2, encoding=encoding)
    assert counts(loaded) == (3, 1, 2, 0)
    ending = (HEADER + GOOD + "End of report").encode(encoding)
    _, [loaded] = loads(tmp_path, ending, skip_when=["line_id = 'End of report'"], encoding=encoding)
    assert counts(loaded) == (2, 1, 0, 1)


def test_json_lines_that_end_within_a_record_are_refused(tmp_path: Path) -> None:
    text = json.dumps(LINE) + "\n" + json.dumps(LINE)[:-5]
    assert "ends within a row" in refused_json(tmp_path, text, format="jsonl", max_rejected_rows=9)
    _, [loaded] = of_json(tmp_path, text + "\n", format="jsonl", max_rejected_rows=1)
    assert counts(loaded) == (2, 1, 1, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252", "utf-16-le"])
def test_nothing_is_empty_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    assert "The file is empty" in refused(tmp_path, b"", encoding=encoding)


# -------------------------------------------------------------------------------------------- one screen


def test_an_error_fits_on_a_screen(tmp_path: Path) -> None:
    for content in (
        HEADER + f"a,2024-01-31,{'9' * 1_000_000}x,realised\n",
        ",".join(f"column {number}" for number in range(3000)) + "\n",
        "a;b;c" * 10_000 + "\n",
    ):
        assert len(refused(tmp_path, content)) < 2000


def test_a_row_that_is_too_long_is_rejected(tmp_path: Path) -> None:
    content = HEADER + f"{'a' * 20_000_000},2024-01-31,1.50,realised\n" + GOOD
    connection, [loaded] = loads(tmp_path, content, max_rejected_rows=1)
    assert counts(loaded) == (2, 1, 1, 0)
    assert [(line, reason) for line, _, _, reason in rejects(connection)] == [
        (2, "it has 20,000,022 characters, and 2,000,000 are the most that a row may have")
    ]


# -------------------------------------------------------------------------------------------- JSON

LINE = {"line_id": "a", "period_start": "2024-01-31", "amount_gross": 1.5, "measure_type": "realised"}


def of_json(folder: Path, text: str, entry: dict[str, Any] | None = None, **delivery: Any) -> Loaded:
    (folder / "spend.json").write_text(text, "utf-8")
    return load(folder, {"path": "spend.json", **(entry or {})}, **{"format": "json", **delivery})


def refused_json(folder: Path, text: str, **delivery: Any) -> str:
    with pytest.raises(BadInput) as error:
        of_json(folder, text, **delivery)
    return str(error.value)


@pytest.mark.parametrize("records", ["line[]", "lines", "[]", "a.lines[]"])
def test_records_that_are_not_where_they_should_be_are_not_none(tmp_path: Path, records: str) -> None:
    text = json.dumps({"lines": [LINE]})
    message = refused_json(tmp_path, text, records=records)
    assert f"no records at {records!r}" in message and "'lines'" in message


def test_one_object_where_a_list_is_expected_is_not_lost(tmp_path: Path) -> None:
    text = json.dumps({"months": [{"lines": [LINE]}, {"lines": {**LINE, "line_id": "b"}}, {}]})
    connection, [loaded] = of_json(tmp_path, text, records="months[].lines[]", max_rejected_rows=1)
    assert counts(loaded) == (2, 1, 1, 0)
    assert rejects(connection) == [(2, None, None, "months[].lines is no list")]


@pytest.mark.parametrize("kind", ["json", "jsonl"])
def test_no_records_are_fine_in_json_too(tmp_path: Path, kind: str) -> None:
    _, [loaded] = of_json(tmp_path, "[]" if kind == "json" else "\n", format=kind, blank_rows="skip")
    assert counts(loaded) == ((0, 0, 0, 0) if kind == "json" else (1, 0, 0, 1))


def test_what_json_can_say_and_nobody_can_keep(tmp_path: Path) -> None:
    good = json.dumps(LINE)
    lines = {
        good[:-1] + ', "amount_gross": 99}': "the key 'amount_gross' stands twice",
        good.replace("1.5", "1" * 5000): "a number has thousands of figures",
        "[" * 100_000: "nested too deeply",
        good.replace('"a"', '"a\\ud800"'): "half of a character",
        good.replace('"a"', '"a\\u0000b"'): "a NUL",
        good.replace("1.5", "1e99999999"): "not a number in the declared form",
        good + good: "Extra data",
    }
    (tmp_path / "spend.jsonl").write_text("\n".join([*lines, good]) + "\n", "utf-8")
    connection, [loaded] = load(tmp_path, {"path": "spend.jsonl"}, format="jsonl", max_rejected_rows=len(lines))
    assert counts(loaded) == (len(lines) + 1, 1, len(lines), 0)
    for (line, _, _, reason), (number, expected) in zip(
        rejects(connection), enumerate(lines.values(), start=1), strict=True
    ):
        assert line == number and expected in reason


@pytest.mark.parametrize("bad", ['{"a": 1, "a": 2}', "[" * 100_000, f"[{'1' * 5000}]"])
def test_a_document_that_nobody_can_keep(tmp_path: Path, bad: str) -> None:
    assert "Not JSON" in refused_json(tmp_path, bad)


def test_a_document_that_nobody_can_keep_says_in_which_line(tmp_path: Path) -> None:
    lines = ["[", '{"a": "{[:\\"", "b": {"a": 1}},', '{"a": 1,', '"c": [{"a": 2}, {"a": 3}],', '"a": 4}', "]"]
    message = refused_json(tmp_path, "\n".join(lines))
    assert "the key 'a' stands twice" in message and "spend.json, line 5" in message
    message = refused_json(tmp_path, f'[{{"a": "{"1" * 5000}",\n"b":\n{"1" * 5000}}}]')
    assert "thousands of figures" in message and "line 3" in message


def test_two_values_at_one_path_are_not_one(tmp_path: Path) -> None:
    both = {**LINE, "line_id": "b", "a.b": 1, "a": {"b": 2}}
    text = json.dumps([{**LINE, "a.b": 1}, both, {**LINE, "line_id": "c", "a": {"b": 2}}])
    connection, _ = of_json(tmp_path, text, {"columns": {"amount_net": {"from": "a.b"}}}, max_rejected_rows=1)
    assert rows(connection, "line_id, amount_net") == [("a", Decimal(1)), ("c", Decimal(2))]
    assert [row[0] for row in rejects(connection)] == [2]


def test_a_list_gives_its_values(tmp_path: Path) -> None:
    text = json.dumps([{**LINE, "description": ["x", None, True, 1.5], "owners": [{"n": "p"}, {}]}])
    connection, _ = of_json(tmp_path, text, {"columns": {"cost_type": {"from": "owners.n"}}})
    assert rows(connection, "description, cost_type") == [("x, true, 1.5", "p")]


def test_lines_of_which_none_is_json(tmp_path: Path) -> None:
    assert "line 1: not JSON" in refused_json(tmp_path, "line_id,amount\na,1\n", format="jsonl")


# -------------------------------------------------------------------------------------------- Excel and Parquet


def test_formulas_without_a_value_in_the_last_rows_and_columns(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "spend.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.strip().split(","))
        sheet.write_row(1, 0, ["a", "2024-01-31", 1.5, "realised"])
        sheet.write_row(2, 0, ["b", "2024-01-31", 1.5])
        sheet.write_formula(2, 3, '="realised"', None, "")
        for column in range(4):
            sheet.write_formula(3, column, "=A1", None, "")
    connection, [loaded] = load(tmp_path, {"path": "spend.xlsx"}, format="excel", max_rejected_rows=2)
    assert counts(loaded) == (3, 1, 2, 0)
    assert sorted((line, column) for line, column, *_ in rejects(connection)) == [
        (3, "measure_type"),
        *((4, column) for column in sorted(HEADER.strip().split(","))),
    ]


def with_merged_cells(folder: Path) -> dict[str, str]:
    """A supplier over three lines, and a total across."""
    with xlsxwriter.Workbook(str(folder / "spend.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["line_id", "supplier_name", "period_start", "amount_gross", "measure_type"])
        sheet.merge_range("B2:B4", "Synthetic A")
        for row in range(1, 5):
            sheet.write(row, 0, f"l{row}")
            sheet.write_row(row, 2, ["2024-01-31", row, "realised"])
        sheet.merge_range("A6:E6", "Total")
        # Merged cells with nothing in them have nothing to lose.
        sheet.merge_range("A7:E8", "")
    return {"path": "spend.xlsx"}


def test_rows_with_merged_cells_are_rejected_with_the_place(tmp_path: Path) -> None:
    how: dict[str, Any] = {"format": "excel", "blank_rows": "skip", "skip_when": ["line_id = 'Total'"]}
    connection, [loaded] = load(tmp_path, with_merged_cells(tmp_path), max_rejected_rows=3, **how)
    assert counts(loaded) == (5, 1, 3, 1)
    assert rows(connection, "line_id, supplier_name") == [("l4", None)]
    assert [(line, reason.split(",")[0]) for line, _, _, reason in rejects(connection)] == [
        (row, f"cell B{row}: it is one of the merged cells B2:B4") for row in (2, 3, 4)
    ]


def test_a_merged_value_stands_in_each_of_its_cells_where_that_is_declared(tmp_path: Path) -> None:
    entry = {**with_merged_cells(tmp_path), "merged_cells": "fill"}
    how: dict[str, Any] = {"format": "excel", "blank_rows": "skip", "skip_when": ["line_id = 'Total'"]}
    connection, [loaded] = load(tmp_path, entry, **how)
    assert counts(loaded) == (5, 4, 0, 1)
    assert rows(connection, "line_id, supplier_name, amount_gross") == [
        ("l1", "Synthetic A", Decimal(1)),
        ("l2", "Synthetic A", Decimal(2)),
        ("l3", "Synthetic A", Decimal(3)),
        ("l4", None, Decimal(4)),
    ]


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_serial_numbers_of_a_workbook_that_counts_from_1904(tmp_path: Path, epoch: dt.datetime | None) -> None:
    book = openpyxl.Workbook()
    book.epoch = epoch or book.epoch
    book.active.append(["line_id", "period_start", "amount_gross", "measure_type"])
    # Day 0 is 30 December 1899 or 1 January 1904, which is 1462 days later: 45322 - 1462 is 43860.
    serial = 43860 if epoch else 45322
    book.active.append(["a", serial, serial, "realised"])
    book.active.append(["b", str(serial), 1, "realised"])
    book.active.append(["c", dt.date(2024, 1, 31), 1, "realised"])
    book.save(tmp_path / "spend.xlsx")
    connection, _ = load(tmp_path, {"path": "spend.xlsx"}, format="excel", date_formats=["excel_serial"])
    day = dt.date(2024, 1, 31)
    assert rows(connection, "period_start, amount_gross")[0] == (day, Decimal(serial))
    assert rows(connection, "period_start") == [(day,)] * 3


def test_serial_numbers_of_a_file_that_says_nothing_are_as_declared(tmp_path: Path) -> None:
    # 1 is the first day after day 0, and 0 is no day but a gap.
    texts = ["43860", "1", "0"]
    found = of_texts(tmp_path, "target_date", texts, ["excel_serial_1904"])
    assert found == [dt.date(2024, 1, 31), dt.date(1904, 1, 2), None]


def test_parquet_numbers_texts_and_moments_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "issues.parquet"
    duckdb.connect().execute(
        f"""
        copy (
            select
                uuid '0dfb07b0-a656-4c77-9f06-9e07f6f4c214' as issue_id, 'x'::blob as title,
                time '10:00' as component,
                timestamp '2024-01-31 00:30:00.123456' as created_at,
                timestamptz '2024-01-31 00:30:00+02' as resolved_at
            union all select uuid '0dfb07b0-a656-4c77-9f06-9e07f6f4c215', 'y', null, timestamp 'infinity', null
        ) to '{path}' (format parquet)
        """
    )
    entry = {"source": "issues", "path": "issues.parquet", "format": "parquet", "max_rejected_rows": 1}
    connection, _ = load(tmp_path, entry)
    assert rows(connection, "issue_id, title, component, created_at, resolved_at", "issues") == [
        (
            "0dfb07b0-a656-4c77-9f06-9e07f6f4c214",
            "x",
            "10:00:00",
            # Half past twelve in Amsterdam, and an instant.
            dt.datetime(2024, 1, 30, 23, 30, 0, 123456),
            dt.datetime(2024, 1, 30, 22, 30),
        )
    ]
    assert rejects(connection) == [(2, "created_at", "infinity", "not a valid timestamp")]


def test_parquet_floats_are_the_numbers_that_were_meant(tmp_path: Path) -> None:
    # 1234567.89 times ten to the tenth is no whole number in binary; 0.1 + 0.2 is 0.30000000000000004 there.
    duckdb.connect().execute(
        f"""
        copy (
            select
                unnest(['a', 'b', 'c', 'd', 'e', 'f']) as line_id, date '2024-01-31' as period_start,
                'realised' as measure_type, 5 as amount_gross,
                unnest([1234567.89, 1234567890123.45, 0.1::double + 0.2::double, -1e30, 1.005, -0.01]::double[])
                    as amount_net
        ) to '{tmp_path / "spend.parquet"}' (format parquet)
        """
    )
    connection, [loaded] = load(tmp_path, {"path": "spend.parquet"}, format="parquet", max_rejected_rows=2)
    assert counts(loaded) == (6, 4, 2, 0)
    assert [str(amount) for (amount,) in rows(connection, "amount_net")] == [
        "1234567.89",
        "1234567890123.45",
        "0.30",
        "-0.01",
    ]
    # What does not fit is a rejected row, not an unknown amount.
    assert [(line, value) for line, _, value, _ in rejects(connection)] == [(4, "-1e+30"), (5, "1.005")]
