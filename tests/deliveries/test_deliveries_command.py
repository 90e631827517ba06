"""`fundament deliveries`: what is proposed for a file, what is understood of it, and the schema."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from fundament.cli import main
from fundament.deliveries.declared.declaration import Delivery, read_delivery
from fundament.deliveries.declared.schema import FILE, delivery_schema, schema_text
from fundament.deliveries.drafts.drafting import _unit_of
from fundament.errors import BadInput
from fundament.project import PROJECT_ROOT, default_deliveries

GUIDE = PROJECT_ROOT / "docs" / "deliveries.md"
LEDGER = """\
Overzicht uitgaven maart 2024 (synthetisch);;;
;;;
Boekstuknummer;Leverancier;Boekdatum;Bedrag incl. btw;Kostensoort
2024-001;Synthetisch é BV;01-03-2024;1.234,50;ICT
2024-002;Synthetisch B;13-03-2024;-12,00;ICT
2024-003;Synthetisch C;14-03-2024;(3.000,25);ICT
Totaal;;;-1.777,75;
"""
REGISTER = """\
Contract Reference,Title,Supplier,Start Date,End Date,Awarded Value,Procurement Procedure,Region
C-1,"Hosting, synthetic",Synthetic A,01/04/2023,31/03/2026,"£1,200,000.00",Open procedure,NL
C-2,Licences,Synthetic B,01/05/2023,30/04/2025,"£90,000",Direct award,NL
C-3,Licences,Synthetic B,01/06/2023,30/04/2025,"£90,000.50",By lot,NL
"""
TRACKER = """\
Application\tState\tPlanned start\tPlanned finish\tWave
A\tDone\t2024-01-01\t2024-03-01\t1
B\tIn progress\t2024-02-01\t2024-05-01\t2
"""
ISSUES = """\
{"startAt": 0, "issues": [
 {"key": "MIG-1", "fields": {"summary": "Synthetic: slow", "created": "2024-03-01T10:00:00.000+0000",
  "status": {"name": "Open"}, "priority": {"name": "High"}, "components": [{"name": "Net"}], "duedate": null}},
 {"key": "MIG-2", "fields": {"summary": "Synthetic: down", "created": "2024-03-02T10:00:00.000+0100",
  "status": {"name": "Done"}, "priority": null, "components": [], "duedate": "2024-05-01"}}]}
"""


def deliveries(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, ["deliveries", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def drafted(folder: Path, name: str, content: str | bytes, **filled: str) -> tuple[Path, str]:
    """A draft, and the same with the gaps filled as a person would."""
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = deliveries("draft", file, "--publication", "ledger")
    assert result.exit_code == 0, result.output
    text = result.output.replace("owner: TO-FILL-IN", "owner: Finance")
    for old, new in filled.items():
        assert f"{old}: TO-FILL-IN" in text or f"{old}: {{from: TO-FILL-IN}}" in text, text
        text = text.replace(f"{old}: TO-FILL-IN", f"{old}: {new}")
        text = text.replace(f"{old}: {{from: TO-FILL-IN}}", f"{old}: {new}")
    declaration = folder / f"{name}.delivery.yml"
    declaration.write_text(text)
    return declaration, result.output


def test_a_dutch_ledger_with_titles_and_a_total(tmp_path: Path) -> None:
    declaration, draft = drafted(tmp_path, "Uitgaven.csv", LEDGER.encode("cp1252"))
    assert deliveries("check", declaration).exit_code == 0
    said = yaml.safe_load(draft)
    assert said["encoding"] == "windows-1252" and said["delimiter"] == ";" and said["skip_rows"] == 2
    assert (said["decimal_separator"], said["thousands_separator"]) == (",", ".")
    assert said["negative_forms"] == ["minus", "parentheses"] and said["date_formats"] == ["%d-%m-%Y"]
    assert said["files"][0]["source"] == "contract_spend"
    assert re.search(r"^encoding: .*# guessed", draft, re.MULTILINE)
    shown = deliveries("check", declaration).output
    # 1234.50 - 12.00 - 3000.25; the total row is skipped.
    assert "all 4 rows: 3 loaded, 0 rejected, 1 skipped" in shown
    assert "sum of amount_gross: -1777.75" in shown
    assert "'01-03-2024' is 2024-03-01" in shown and "'1.234,50' is 1234.50" in shown


def test_a_contract_register(tmp_path: Path) -> None:
    declaration, draft = drafted(tmp_path, "contracts.csv", REGISTER, **{"By lot": "unknown"})
    assert "could also be %m/%d/%Y" in draft
    assert yaml.safe_load(draft)["files"][0]["ignored_columns"] == ["Region"]
    shown = deliveries("check", declaration).output
    assert "contracts.csv -> contracts" in shown and "'Open procedure' is open" in shown
    assert "sum of original_value_net: 1380000.50" in shown


def test_units_in_names_and_days_that_are_numbers(tmp_path: Path) -> None:
    text = "Nr;Naam;Leverancier;Start;Eind;Waarde (mln)\nC1;Synthetisch;S;2022-01-01;45291;0,125\n"
    declaration, draft = drafted(tmp_path, "register.csv", text)
    # 45291 is 31 December 2023: 31 days less than 45322, which is 31 January 2024.
    assert "original_value_net: {from: Waarde (mln), unit: million}  # unit million by its name" in draft
    assert "current_end_date: {from: Eind, date_formats: [excel_serial]}  # are these days" in draft
    shown = deliveries("check", declaration).output
    assert "register.csv -> contracts" in shown and "'45291' is 2023-12-31" in shown
    assert "'0,125' is 125000.00" in shown


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Bedrag x 1.000", "thousand"),
        ("Amount (£'000)", "thousand"),
        ("Amount EUR thousands", "thousand"),
        ("Bedrag in duizenden", "thousand"),
        ("Bedrag mln", "million"),
        ("Amount (millions)", "million"),
        ("Bedrag", None),
        ("Amount box 10,000", None),
        ("Melding", None),
    ],
)
def test_the_unit_that_a_name_says(name: str, unit: str | None) -> None:
    assert _unit_of(name) == unit


def test_a_tracker_that_lacks_a_key(tmp_path: Path) -> None:
    declaration, draft = drafted(tmp_path, "tracker.csv", TRACKER)
    refused = deliveries("check", declaration)
    assert refused.exit_code == 1
    line = next(n for n, text in enumerate(draft.splitlines(), 1) if "migration_id: {from: TO-FILL-IN}" in text)
    assert f"Still to fill in: line {line}" in refused.output
    filled = '{expression: "concat_ws(chr(45), Application, Wave)"}'
    declaration, _ = drafted(tmp_path, "tracker.csv", TRACKER, migration_id=filled)
    shown = deliveries("check", declaration)
    assert shown.exit_code == 0 and "A-1" in shown.output and "'Done' is completed" in shown.output


def test_jiras_json(tmp_path: Path) -> None:
    declaration, draft = drafted(tmp_path, "issues.json", ISSUES)
    assert yaml.safe_load(draft)["records"] == "issues[]"
    shown = deliveries("check", declaration)
    assert shown.exit_code == 0 and "all 2 rows: 2 loaded" in shown.output
    assert "'2024-03-01T10:00:00.000+0000' is 2024-03-01 10:00:00" in shown.output
    assert "'fields.components.name'  Net" in shown.output


def test_a_sheet_and_parquet(tmp_path: Path) -> None:
    import duckdb
    import xlsxwriter

    book = xlsxwriter.Workbook(tmp_path / "book.xlsx")
    book.add_worksheet("Cover").write("A1", "Synthetic")
    sheet = book.add_worksheet("Lines")
    for number, line in enumerate(REGISTER.replace('"Hosting, synthetic"', "Hosting").splitlines()[:3]):
        sheet.write_row(
            number + 2, 0, line.replace('"£1,200,000.00"', "1200000").replace('"£90,000"', "9").split(",")
        )
    sheet.write("A1", "Contract register (synthetic)")
    book.close()
    declaration, draft = drafted(tmp_path, "book.xlsx", (tmp_path / "book.xlsx").read_bytes())
    assert (yaml.safe_load(draft)["sheet"], yaml.safe_load(draft)["skip_rows"]) == ("Lines", 2)
    assert "# the largest; the others are Cover" in draft
    shown = deliveries("check", declaration)
    assert shown.exit_code == 0 and "book.xlsx[Lines] -> contracts" in shown.output, shown.output
    duckdb.sql("select 'C-1' as contract_id, 'Synthetic' as title, 12.50::decimal(9, 2) as value").write_parquet(
        str(tmp_path / "c.parquet")
    )
    declaration, _ = drafted(tmp_path, "c.parquet", (tmp_path / "c.parquet").read_bytes())
    shown = deliveries("check", declaration)
    assert shown.exit_code == 0 and "sum of original_value_net: 12.50" in shown.output, shown.output


def test_json_lines_are_known_by_their_first_line_however_long(tmp_path: Path) -> None:
    line = '{"issue_id": "%s", "title": "' + "Synthetic " * 1000 + '", "created_at": "2024-01-31"}\n'
    declaration, draft = drafted(tmp_path, "issues.txt", line % "a" + line % "b")
    assert yaml.safe_load(draft)["format"] == "jsonl"
    assert "all 2 rows: 2 loaded" in deliveries("check", declaration).output


def test_nothing_can_be_drafted_from_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    assert deliveries("draft", tmp_path / "empty.csv").exit_code == 1
    assert deliveries("draft", tmp_path / "none.csv").exit_code == 2
    (tmp_path / "a.csv").write_text(REGISTER)
    assert deliveries("draft", tmp_path / "a.csv", "--source", "bananas").exit_code == 2
    for text in ("[" * 100_000, '[{"a": 1, "a": 2}]'):
        (tmp_path / "odd.json").write_text(text)
        odd = deliveries("draft", tmp_path / "odd.json")
        assert odd.exit_code == 1 and "Not JSON" in odd.output
    # A file that is there is not written over.
    assert deliveries("draft", tmp_path / "a.csv", "--output", tmp_path / "empty.csv").exit_code == 2
    assert (tmp_path / "empty.csv").read_text() == ""


def test_check_says_what_a_run_would_refuse(tmp_path: Path) -> None:
    declaration, _ = drafted(tmp_path, "spend.csv", LEDGER.replace("13-03-2024", "31-06-2024"))
    refused = deliveries("check", declaration)
    assert refused.exit_code == 1
    assert "rejected, line 5, column period_start: '31-06-2024' (not a valid date)" in refused.output
    assert "NOT TAKEN OVER: 1 of 4 rows of spend.csv are rejected; 0 are allowed" in refused.output
    # The data file itself may be named too; a file that no delivery names may not.
    assert deliveries("check", tmp_path / "spend.csv").output == refused.output
    (tmp_path / "other.csv").write_text(LEDGER)
    unknown = deliveries("check", tmp_path / "other.csv")
    assert unknown.exit_code == 1 and "deliveries draft" in unknown.output
    assert deliveries("check", tmp_path / "no.yml").exit_code == 2
    (tmp_path / "deep.yml").write_text("{" * 5000)
    assert "nested too deeply" in deliveries("check", tmp_path / "deep.yml").output


def test_a_sample_does_not_judge_the_whole(tmp_path: Path) -> None:
    text = "line_id,period_start,amount_gross,measure_type\n"
    text += "".join(f"{n},2024-01-31,1,realised\n" for n in range(50))
    (tmp_path / "spend.csv").write_text(text + "x,2024-01-32,1,realised\n")
    declaration = tmp_path / "delivery.yml"
    declaration.write_text(
        "delivery_id: a\ntitle: a\nowner: a\npublication_id: a\nmax_rejected_rows: 1\nfiles:\n"
        "  - source: contract_spend\n    path: spend.csv\n    expected_rows: 51\n"
        "    control_totals: {sums: {amount_gross: 51}}\n"
    )
    part = deliveries("check", declaration, "--rows", "10")
    assert part.exit_code == 0
    assert "the first 10 rows: 10 loaded" in part.output and "use --all" in part.output
    assert deliveries("check", declaration, "--rows", "0").exit_code == 2
    whole = deliveries("check", declaration, "--all")
    assert whole.exit_code == 1
    assert "NOT TAKEN OVER: amount_gross comes to 50.00; control_totals says 51" in whole.output


# The schema -------------------------------------------------------------------------------------------------


def test_the_schema_is_that_of_the_reader() -> None:
    """`make docs` writes the file anew."""
    assert FILE.read_text("utf-8") == schema_text()
    assert deliveries("schema").output == schema_text()
    jsonschema.Draft202012Validator.check_schema(delivery_schema())


def examples() -> list[tuple[str, str]]:
    """Every declaration that the project has: embedded, and in the documentation."""
    found = [(str(path), path.read_text("utf-8")) for path in default_deliveries().rglob("*delivery.yml")]
    for page in sorted((PROJECT_ROOT / "docs").glob("*.md")):
        blocks = re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
        found += [(f"{page.name}-{n}", block) for n, block in enumerate(blocks) if "delivery_id:" in block]
    return found


@pytest.mark.parametrize(("name", "text"), examples(), ids=[name.split("/")[-1] for name, _ in examples()])
def test_every_example_is_valid_by_schema_and_by_reader(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "delivery.yml").write_text(text)
    read_delivery(tmp_path / "delivery.yml")
    # JSON has no dates: as an editor sees them they are texts.
    document = json.loads(json.dumps(yaml.safe_load(text), default=str))
    jsonschema.validate(document, delivery_schema())


PLAIN = {"delivery_id": "a", "title": "a", "owner": "a", "publication_id": "a"}
ENTRY = {"source": "contract_spend", "path": "a.csv"}


@pytest.mark.parametrize(
    ("more", "entry", "key"),
    [
        ({"colour": "red"}, {}, "colour"),
        ({"delimiter": "::"}, {}, "delimiter"),
        ({"encoding": "klingon"}, {}, "encoding"),
        ({"max_rejected_rows": -1}, {}, "max_rejected_rows"),
        ({"decimal_separator": ";"}, {}, "decimal_separator"),
        ({"negative_forms": ["red"]}, {}, "negative_forms"),
        ({"date_formats": []}, {}, "date_formats"),
        ({}, {"source": "bananas"}, "source"),
        ({}, {"columns": {"amuont": {"from": "x"}}}, "amuont"),
        ({}, {"columns": {"line_id": {"form": "x"}}}, "form"),
        ({}, {"columns": {"line_id": {"from": "x", "unit": "dozen"}}}, "unit"),
        ({}, {"expected_rows": {"minimum": 1}}, "minimum"),
        ({}, {"control_totals": {"lines": 1}}, "lines"),
        ({}, {"skip_rows": -1}, "skip_rows"),
    ],
)
def test_what_the_schema_refuses_the_reader_refuses(more: dict, entry: dict, key: str, tmp_path: Path) -> None:
    document = {**PLAIN, **more, "files": [{**ENTRY, **entry}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, delivery_schema())
    path = tmp_path / "delivery.yml"
    path.write_text(yaml.safe_dump(document, sort_keys=False))
    with pytest.raises(BadInput) as error:
        read_delivery(path)
    assert key in str(error.value)
    line = int(re.search(r"line (\d+)", str(error.value))[1])  # type: ignore[index]
    # The deepest part of the key that the file has stands in that line.
    assert any(part in path.read_text().splitlines()[line - 1] for part in (key, "red"))


def test_the_guide_has_every_key() -> None:
    guide = GUIDE.read_text("utf-8")
    schema = delivery_schema()
    names = set(Delivery.model_fields)
    for name in ("FileDeclaration", "ColumnMapping", "ControlTotals", "RowRange", "DateInFileName"):
        names |= set(schema["$defs"][name]["properties"])
    assert [name for name in sorted(names) if f"`{name}`" not in guide] == []
