"""Contracts, amendments and spend out of OCDS: releases merged, amounts exact, nothing dropped silently."""

import copy
import csv
import datetime as dt
import json
import re
from decimal import Decimal
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import ocdsmerge.util
import pytest

from fundament.connectors.pull import pull_deliveries
from fundament.deliveries.counted.loaded import LoadedFile
from fundament.deliveries.reader import load_deliveries
from fundament.errors import FundamentError
from fundament.warehouse import Warehouse
from tests.receivers import serve

OCID = "ocds-synthetic-1"
DECLARATION = """\
delivery_id: register
title: Contract register (synthetic)
owner: Procurement
publication_id: administration
max_rejected_rows: 20
pull:
  kind: ocds
  {more}
"""


@pytest.fixture(autouse=True)
def no_schema_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any, **keywords: Any) -> None:
        raise AssertionError("a schema was fetched")

    monkeypatch.setattr(ocdsmerge.util.requests, "get", refuse)


def contract_of(net: str, end: str, **more: Any) -> dict[str, Any]:
    value = {"amountNet": Decimal(net), "amountGross": Decimal(net) * Decimal("1.21"), "currency": "EUR"}
    period = {"startDate": "2020-01-01T00:00:00Z", "endDate": f"{end}T23:59:59Z"}
    return {
        "id": "C1",
        "awardID": "A1",
        "title": "Hosting",
        "status": "active",
        "value": value,
        "period": period,
        **more,
    }


def releases() -> list[dict[str, Any]]:
    """A tender, an award with contract, an amendment, and two payments."""
    first = contract_of("1000000.00", "2022-12-31")
    first["period"]["maxExtentDate"] = "2024-12-31T23:59:59Z"
    amendment = {"id": "M1", "date": "2022-11-15T00:00:00Z", "amendsReleaseID": "r2", "releaseID": "r3"}
    amendment["rationaleClassifications"] = [{"scheme": "own", "id": "uf"}]
    third = contract_of("1250000.55", "2025-06-30", amendments=[amendment])
    third["period"]["maxExtentDate"] = "2025-06-30T23:59:59Z"
    payments = [
        {
            "id": "T1",
            "date": "2021-01-31T00:00:00Z",
            "value": {"amountNet": Decimal("9007199254740993.01"), "currency": "EUR"},
            "payee": {"id": "S1"},
        },
        {
            "id": "T2",
            "date": "2021-02-28T00:00:00Z",
            "value": {"amountGross": Decimal("-0.10"), "currency": "EUR"},
        },
    ]
    tender = {
        "id": "t",
        "title": "Hosting",
        "procurementMethod": "limited",
        "mainProcurementCategory": "goods",
        "value": {"amountNet": 1200000, "currency": "EUR"},
    }
    award = {"id": "A1", "date": "2019-12-01T10:00:00Z", "status": "active", "suppliers": [{"id": "S1"}]}
    parties = [{"id": "S1", "name": "Synthetic Hosting B.V.", "roles": ["supplier"]}]
    return [
        {"ocid": OCID, "id": "r1", "date": "2019-06-01T00:00:00Z", "tag": ["tender"], "tender": tender},
        {
            "ocid": OCID,
            "id": "r2",
            "date": "2020-01-01T00:00:00Z",
            "tag": ["award", "contract"],
            "parties": parties,
            "awards": [award],
            "contracts": [first],
        },
        {
            "ocid": OCID,
            "id": "r3",
            "date": "2022-11-16T00:00:00Z",
            "tag": ["contractAmendment"],
            "contracts": [third],
        },
        {
            "ocid": OCID,
            "id": "r4",
            # In UTC 30 minutes after the amendment; as a text it would sort before r3.
            "date": "2022-11-15T22:30:00-02:00",
            "tag": ["implementation"],
            "contracts": [{"id": "C1", "implementation": {"transactions": payments}}],
        },
    ]


class Register:
    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder / "deliveries", folder / "home"
        self.folder.mkdir()

    def write(self, name: str, *documents: Any) -> None:
        lines = [exact(document) for document in documents]
        (self.folder / name).write_text("\n".join(lines) + "\n", "utf-8")

    def pull(self, more: str = 'paths: ["*.json*"]') -> dict[str, list[dict[str, str]]]:
        (self.folder / "delivery.yml").write_text(DECLARATION.format(more=more))
        pull_deliveries(Warehouse(self.home, self.folder), lambda message: None, lambda message: None)
        landed = {}
        for path in (self.home / "landing" / "register").glob("*.csv"):
            with path.open(newline="") as stream:
                landed[path.stem] = list(csv.DictReader(stream))
        return landed

    def load(self) -> tuple[duckdb.DuckDBPyConnection, dict[str, LoadedFile]]:
        connection = duckdb.connect()
        loaded = load_deliveries(connection, self.folder, dt.date(2024, 4, 1), home=self.home)
        return connection, {file.source: file for file in loaded}


def exact(document: Any) -> str:
    """JSON in which a Decimal is a number, digit by digit."""
    text = json.dumps(document, default=lambda amount: f"number {amount:f}")
    return re.sub(r'"number ([-0-9.]+)"', r"\1", text)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path)


def test_releases_of_one_process_become_contract_amendment_and_spend(register: Register) -> None:
    register.write("package.json", {"uri": "x", "releases": releases()[::-1]})
    register.pull("paths: [package.json]\n  modification_grounds: {uf: unforeseen}")
    connection, loaded = register.load()
    key = f"{OCID}/C1"
    assert {name: (one.lines_read, one.rows_loaded) for name, one in loaded.items()} == {
        "contracts": (1, 1),
        "contract_amendments": (1, 1),
        "contract_spend": (2, 2),
    }
    contract = connection.execute(
        "select contract_id, contract_name, supplier_id, supplier_name, procurement_method, nature, award_date, "
        "start_date, end_date, max_extent_date, current_end_date, estimated_value_net, original_value_net "
        "from raw.contracts"
    ).fetchone()
    # The end and the value as first agreed; the amendment moved only the current end.
    assert contract == (
        key,
        "Hosting",
        "S1",
        "Synthetic Hosting B.V.",
        "negotiated_without_notice",
        "supplies",
        dt.date(2019, 12, 1),
        dt.date(2020, 1, 1),
        dt.date(2022, 12, 31),
        dt.date(2024, 12, 31),
        dt.date(2025, 6, 30),
        Decimal("1200000.00"),
        Decimal("1000000.00"),
    )
    amendment = connection.execute(
        "select amendment_id, contract_id, amendment_date, modification_ground, value_delta_net, new_end_date "
        "from raw.contract_amendments"
    ).fetchone()
    # 1,250,000.55 less 1,000,000.00
    assert amendment == (
        f"{key}/M1", key, dt.date(2022, 11, 15), "unforeseen", Decimal("250000.55"), dt.date(2025, 6, 30)
    )  # fmt: skip
    spend = connection.execute(
        "select line_id, supplier_name, period_start, amount_net, amount_gross, measure_type, citation "
        "from raw.contract_spend order by line_id"
    ).fetchall()
    where = f"package.json releases[0], {OCID} contracts[C1].implementation.transactions"
    assert spend == [
        # A double would make it 9007199254740992.
        (f"{key}/T1", "Synthetic Hosting B.V.", dt.date(2021, 1, 31), Decimal("9007199254740993.01"), None,
         "realised", f"{where}[T1]"),
        (f"{key}/T2", "Synthetic Hosting B.V.", dt.date(2021, 2, 28), None, Decimal("-0.10"),
         "realised", f"{where}[T2]"),
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["lines", "two packages", "record package", "list", "releases twice"])
def test_every_form_gives_the_same_rows(register: Register, tmp_path: Path, form: str) -> None:
    register.write("a.json", {"releases": releases()})
    expected = register.pull()
    (register.folder / "a.json").unlink()
    if form == "lines":
        register.write("a.jsonl", *releases())
    elif form == "two packages":
        register.write("a.json", {"releases": releases()[2:]})
        register.write("b.json", {"releases": releases()[:2]})
    elif form == "record package":
        register.write("a.json", {"records": [{"ocid": OCID, "releases": releases()}]})
    elif form == "list":
        register.write("a.json", releases())
    else:
        register.write("a.json", {"releases": releases()})
        register.write("b.jsonl", *releases())

    def without_place(rows: dict[str, list[dict[str, str]]]) -> Any:
        return {
            name: [{**row, "citation": row["citation"].split(OCID)[1]} for row in of_source]
            for name, of_source in rows.items()
        }

    assert without_place(register.pull()) == without_place(expected)


def changed(**changes: Any) -> list[dict[str, Any]]:
    """The releases with contract C1 of r2 changed."""
    made = copy.deepcopy(releases()[:2])
    made[1]["contracts"][0].update(changes)
    return made


def euros(**value: Any) -> dict[str, Any]:
    return {"value": {"currency": "EUR", **value}}


@pytest.mark.parametrize(
    ("source", "made", "reason"),
    [
        ("contracts", changed(id=None), "it has no id"),
        ("contracts", changed(value={"amountNet": 5, "currency": "USD"}), "in several currencies: EUR, USD"),
        ("contracts", changed(**euros(amount=5)), "nothing says whether VAT is in amount"),
        ("contracts", changed(**euros(amountNet="5")), "amountNet '5' is no number"),
        ("contracts", changed(period={"endDate": "2022-06-31T00:00:00Z"}), "not a valid date"),
        ("contracts", [releases()[1], {"ocid": OCID, "id": "x", "tag": ["contract"]}], "can't be put in order"),
        ("contracts", [{"id": "x", "tag": ["contract"]}], "a release without an ocid"),
        ("contracts", [{"ocid": OCID, "id": "x", "awards": [{"id": "A"}]}], "an award without a contract"),
        ("contract_amendments", changed(amendments=[{"id": "M"}]), "required, and empty"),
        ("contract_amendments", changed(amendments=[{"date": "2022-01-01"}]), "it has no id"),
        (
            "contract_amendments",
            changed(amendments=[{"id": "M", "date": "2022-01-01", "rationaleClassifications": [{"id": "zz"}]}]),
            "none of: review_clause",
        ),
        (
            "contract_spend",
            changed(implementation={"transactions": [{"id": "T", "date": "2021-01-01"}]}),
            "one is required: amount_gross, amount_net",
        ),
        (
            "contract_spend",
            changed(implementation={"transactions": [{"date": "2021-01-01", **euros(amountNet=1)}]}),
            "it has no id",
        ),
    ],
)
def test_what_can_not_be_mapped_is_a_rejected_row_with_its_reason(
    register: Register, source: str, made: list[dict[str, Any]], reason: str
) -> None:
    register.write("a.jsonl", *made)
    register.pull()
    connection, loaded = register.load()
    one = loaded[source]
    assert one.rows_rejected == 1 and one.lines_read == one.rows_loaded + one.rows_rejected + one.rows_skipped
    reasons = connection.execute("select reason from raw.rejected_rows where source_name = ?", [source]).fetchall()
    assert any(reason in said for (said,) in reasons), reasons


@pytest.mark.parametrize("currency", ["CHF", "EUR", None])
def test_amounts_are_in_the_currency_of_the_publication_as_those_of_a_file(
    register: Register, currency: str | None
) -> None:
    """What states none is in that of the publication, here francs; euros are rejected, and become no francs."""
    stated = json.loads(
        exact(releases()), object_hook=lambda one: {**one, **({"currency": currency} if "currency" in one else {})}
    )
    register.write("a.json", {"releases": stated})
    register.pull("paths: [a.json]\n  modification_grounds: {uf: unforeseen}")
    publication = (
        "publication_id,title,published_on,as_of_date,currency\nadministration,S,2024-01-01,2024-01-31,CHF\n"
    )
    (register.folder / "publications.csv").write_text(publication)
    (register.folder / "publications.delivery.yml").write_text(
        "delivery_id: publications\ntitle: S\nowner: tests\npublication_id: administration\n"
        "files: [{source: publications, path: publications.csv}]\n"
    )
    connection, loaded = register.load()
    sources = ("contracts", "contract_amendments", "contract_spend")
    kept = {source: (loaded[source].rows_loaded, loaded[source].rows_rejected) for source in sources}
    assert kept == (
        {"contracts": (0, 1), "contract_amendments": (0, 1), "contract_spend": (0, 2)}
        if currency == "EUR"
        else {"contracts": (1, 0), "contract_amendments": (1, 0), "contract_spend": (2, 0)}
    )
    reasons = connection.execute("select distinct reason from raw.rejected_rows").fetchall()
    why = "the publication is in CHF: deliver it in that, or as a publication of its own"
    assert reasons == ([(why,)] if currency == "EUR" else [])


def rejected(register: Register, source: str) -> list[dict[str, str]]:
    return [row for row in register.pull()[source] if row["reject_reason"]]


def test_an_id_that_stands_twice_in_a_list_loses_nothing(register: Register) -> None:
    """Merging by id keeps the last of them, and says nothing."""
    paid = {"date": "2021-03-31T00:00:00Z", "value": {"amountNet": 1, "currency": "EUR"}}
    made = changed(
        amendments=[{"id": "M", "date": "2022-01-01"}, {"id": "M", "date": "2022-01-02"}],
        implementation={"transactions": [{"id": "T", **paid}, {"id": "T", **paid}, {"id": "U", **paid}]},
    )
    made[1]["contracts"].append({"id": "C1"})
    register.write("a.json", {"releases": made})
    rows = register.pull()
    where = f"a.json releases[1], {OCID} contracts[C1]"
    for source, place, kept in (
        ("contracts", where, 1),
        ("contract_amendments", f"{where}.amendments[M]", 1),
        ("contract_spend", f"{where}.implementation.transactions[T]", 2),
    ):
        [one] = [row for row in rows[source] if row["reject_reason"]]
        assert (one["citation"], one["reject_reason"]) == (place, "its id stands before it in the list")
        assert len(rows[source]) == kept + 1


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (changed(period="2022"), "contracts[0].period is no object"),
        (changed(amendments="M"), "contracts[0].amendments is no list of objects"),
        (changed(implementation={"transactions": [5]}), "transactions is no list of objects"),
        (changed(suppliers={"id": "S1"}), "contracts[0].suppliers is no list of objects"),
        ([{**releases()[0], "tender": "x"}], "tender is no object"),
    ],
)
def test_what_is_built_otherwise_is_a_rejected_row_and_not_an_empty_one(
    register: Register, made: list[dict[str, Any]], reason: str
) -> None:
    register.write("a.json", {"releases": made})
    [row] = rejected(register, "contracts")
    assert reason in row["reject_reason"]


def test_an_amendment_of_which_the_release_ids_do_not_tell(register: Register) -> None:
    """Both releases bear one id: by its place the change is 250 less 100, by the ids it would be nothing."""
    amendment = {"id": "M", "date": "2022-01-31", "amendsReleaseID": "r", "releaseID": "r"}
    first, second = euros(amountNet=100), {**euros(amountNet=250), "amendments": [amendment]}
    made = [
        {"ocid": OCID, "id": "r", "date": date, "tag": ["contract"], "contracts": [{"id": "C1", **contract}]}
        for date, contract in (("2022-01-01T00:00:00Z", first), ("2022-02-01T00:00:00Z", second))
    ]
    register.write("a.json", {"releases": made})
    assert [row["value_delta_net"] for row in register.pull()["contract_amendments"]] == ["150"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '{"releases": [\n{"ocid": "x",\n"ocid": "y"}]}',
            "the key 'ocid' stands twice in an object\n  where: a.json, line 3",
        ),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_json_that_would_lose_something_is_refused(register: Register, text: str, said: str) -> None:
    (register.folder / "a.json").write_text(text)
    with pytest.raises(FundamentError) as error:
        register.pull()
    assert said in str(error.value)


def test_what_is_no_contract_yet_is_skipped_and_counted(register: Register) -> None:
    cancelled = changed(status="cancelled")
    lost = {"ocid": "ocds-synthetic-3", "id": "a", "awards": [{"id": "A", "status": "unsuccessful"}]}
    tender = {**releases()[0], "ocid": "ocds-synthetic-2"}
    tender["tender"] = {**tender["tender"], "amendments": [{"id": "M", "date": "2022-01-01"}]}
    register.write("a.jsonl", *cancelled, tender, lost)
    rows = register.pull()
    assert [row["skip_reason"] for row in rows["contracts"]] == [
        "the contract is cancelled",
        "no award or contract yet",
        "the award is unsuccessful",
    ]
    connection, loaded = register.load()
    assert {
        name: (one.lines_read, one.rows_loaded, one.rows_rejected, one.rows_skipped)
        for name, one in loaded.items()
    } == {
        "contracts": (3, 0, 0, 3),
        "contract_amendments": (1, 0, 0, 1),
        "contract_spend": (0, 0, 0, 0),
    }  # fmt: skip
    stored = connection.execute(
        "select lines_read, rows_skipped from raw.row_accounting order by 1 desc"
    ).fetchall()
    assert stored == [(3, 3), (1, 1), (0, 0)]


def test_awards_can_stand_for_contracts_and_plain_amounts_be_declared(register: Register) -> None:
    award = {"id": "A", "title": "Award", "value": {"amount": 7, "currency": "EUR"}, "date": "2021-05-05"}
    register.write("a.jsonl", {"ocid": OCID, "id": "x", "awards": [award]})
    rows = register.pull("paths: [a.jsonl]\n  awards_without_contract: contract\n  amount_is: net")
    [row] = rows["contracts"]
    assert (row["contract_id"], row["original_value_net"], row["award_date"]) == (f"{OCID}/A", "7", "2021-05-05")
    assert row["reject_reason"] == ""


def test_a_call_off_knows_its_framework_agreement(register: Register) -> None:
    agreement = releases()[:2]
    agreement[0]["tender"]["techniques"] = {
        "hasFrameworkAgreement": True,
        "frameworkAgreement": {"value": {"amountNet": 4000000, "currency": "EUR"}},
    }
    related = [{"id": "1", "relationship": ["framework"], "identifier": OCID}]
    contract = {"id": "K", "title": "Call-off", "relatedProcesses": related}
    call_off = {"ocid": "ocds-synthetic-0", "id": "c", "contracts": [contract]}
    register.write("a.jsonl", call_off, *agreement)
    rows = {row["contract_id"]: row for row in register.pull()["contracts"]}
    assert rows[f"{OCID}/C1"]["contract_type"] == "framework"
    assert rows[f"{OCID}/C1"]["maximum_value_net"] == "4000000"
    assert rows["ocds-synthetic-0/K"]["contract_type"] == "call_off"
    assert rows["ocds-synthetic-0/K"]["parent_contract_id"] == f"{OCID}/C1"


def test_a_change_that_two_amendments_share_is_not_divided(register: Register) -> None:
    made = releases()[:3]
    for amendment in ({"id": "M1", "date": "2022-11-15"}, {"id": "M2", "date": "2022-11-15"}):
        made[2]["contracts"][0].setdefault("amendments", []).append(amendment)
    made[2]["contracts"][0]["amendments"] = made[2]["contracts"][0]["amendments"][1:]
    register.write("a.jsonl", *made)
    rows = register.pull()["contract_amendments"]
    assert [(row["amendment_id"], row["value_delta_net"]) for row in rows] == [
        (f"{OCID}/C1/M1", ""),
        (f"{OCID}/C1/M2", ""),
    ]
    assert all("can't be divided" in row["citation"] for row in rows)


def test_the_day_is_that_of_the_declared_time_zone(register: Register) -> None:
    period = {"startDate": "2020-01-01", "endDate": "2022-12-30T23:00:00Z"}
    register.write("a.jsonl", *changed(period=period))
    rows = register.pull()
    assert (rows["contracts"][0]["start_date"], rows["contracts"][0]["end_date"]) == ("2020-01-01", "2022-12-31")
    assert register.pull("paths: [a.jsonl]\n  time_zone: UTC")["contracts"][0]["end_date"] == "2022-12-30"
    # The end of a day whose time is not known.
    register.write("a.jsonl", *changed(period={"startDate": "2020-01-01", "endDate": "2022-12-30T23:59:59Z"}))
    assert register.pull()["contracts"][0]["end_date"] == "2022-12-30"


def test_an_id_that_stands_twice_is_rejected_where_ids_are_used_alone(register: Register) -> None:
    other = releases()[1]
    register.write("a.jsonl", releases()[1], {**other, "ocid": "ocds-synthetic-2"})
    assert [row["reject_reason"] for row in register.pull()["contracts"]] == ["", ""]
    rows = register.pull("paths: [a.jsonl]\n  contract_key: contract_id")["contracts"]
    assert all("stands twice" in row["reject_reason"] for row in rows) and len(rows) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"ocid": "a", "id": "1"}\n{"ocid": "a", "i', "a.jsonl, line 2"),
        ('{"releases": [', "a.jsonl, line 1"),
        ("", "a.jsonl, line 1"),
    ],
)
def test_a_file_that_is_cut_off_is_refused(register: Register, text: str, said: str) -> None:
    (register.folder / "a.jsonl").write_text(text)
    with pytest.raises(FundamentError) as error:
        register.pull()
    assert said in str(error.value) and not (register.home / "landing" / "register").exists()


@pytest.mark.parametrize("path", ["../x.json", "/etc/*.json", "nothing.json"])
def test_no_path_leaves_the_folder(register: Register, path: str) -> None:
    with pytest.raises(FundamentError, match=r"leaves the delivery's folder|No file matches"):
        register.pull(f"paths: [{json.dumps(path)}]")


def test_packages_of_a_server_are_followed_page_by_page_but_not_elsewhere(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = tmp_path / "served"
    served.mkdir()

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(served))

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serve(server)
    url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("FUNDAMENT_SERVERS", f"127.0.0.1:{server.server_port}")
    try:
        pages = [releases()[:2], releases()[2:]]
        first = {"releases": pages[0], "links": {"next": f"{url}/2.json"}}
        (served / "1.json").write_text(exact(first))
        (served / "2.json").write_text(exact({"releases": pages[1]}))
        rows = register.pull(f"urls: ['{url}/1.json']")
        assert {name: len(of_source) for name, of_source in rows.items()} == {
            "contracts": 1,
            "contract_amendments": 1,
            "contract_spend": 2,
        }
        kept = register.home / "landing" / "register" / "answer-0002.json"
        assert kept.read_bytes() == (served / "2.json").read_bytes()
        first["links"]["next"] = "http://localhost:1/2.json"
        (served / "1.json").write_text(exact(first))
        with pytest.raises(FundamentError, match="another server"):
            register.pull(f"urls: ['{url}/1.json']")
        assert kept.exists()
    finally:
        server.shutdown()
        server.server_close()


# ------------------------------------------------------------------------------------------ ids that say nothing


NET = "paths: [a.jsonl]\n  amount_is: net"


def without_ids(nothing: object) -> dict[str, Any]:
    """A contract with two amendments and four transactions, of which one has an id, 0."""
    value = {"currency": "EUR"}
    transactions = [
        {"id": identifier, "date": f"2022-0{month}-01", "value": {**value, "amount": 10 * month}}
        for month, identifier in enumerate([nothing, nothing, nothing, 0], start=1)
    ]
    amendments = [{"id": nothing, "date": "2022-02-01"}, {"id": nothing, "date": "2022-03-01"}]
    contract = {
        "id": "C", "awardID": "A", "status": "active", "title": "x", "value": {**value, "amount": 100},
        "amendments": amendments, "implementation": {"transactions": transactions},
    }  # fmt: skip
    award = {"id": "A", "status": "active", "suppliers": [{"id": nothing, "name": "One"}, {"name": "Two"}]}
    release = {"ocid": "o-1", "id": "1", "date": "2022-01-01T00:00:00Z", "tag": ["contract"]}
    return {**release, "awards": [award], "contracts": [contract]}


@pytest.mark.parametrize("nothing", [None, "", "  ", False, [], {}])
def test_every_record_without_an_id_is_a_rejected_row(register: Register, nothing: object) -> None:
    register.write("a.jsonl", without_ids(nothing))
    register.pull(NET)
    connection, loaded = register.load()
    found = {name: (one.lines_read, one.rows_loaded, one.rows_rejected) for name, one in loaded.items()}
    assert found == {"contracts": (1, 1, 0), "contract_amendments": (2, 0, 2), "contract_spend": (4, 1, 3)}
    # 0 is an id; two suppliers without one are two.
    assert connection.execute("select line_id, amount_net from raw.contract_spend").fetchall() == [
        ("o-1/C/0", Decimal(40))
    ]
    assert connection.execute("select supplier_name from raw.contracts").fetchall() == [("One; Two",)]
    reasons = connection.execute("select distinct reason from raw.rejected_rows").fetchall()
    assert reasons == [("it has no id",)]


@pytest.mark.parametrize("loss", ["no id", "an id twice", "no ocid"])
def test_what_a_lost_contract_has_is_counted_too(register: Register, loss: str) -> None:
    release = without_ids("T")
    if loss == "no ocid":
        del release["ocid"]
    elif loss == "no id":
        release["contracts"][0]["id"] = None
    else:
        release["contracts"].append(json.loads(json.dumps(release["contracts"][0])))
        release["contracts"][0]["amendments"] = release["contracts"][0]["implementation"] = None
    register.write("a.jsonl", release)
    register.pull(NET)
    _, loaded = register.load()
    counted = {name: (one.rows_loaded, one.rows_rejected) for name, one in loaded.items()}
    # A release without an ocid is a row of its own beside its contract.
    lost = {"no id": (0, 1), "an id twice": (1, 1), "no ocid": (0, 2)}[loss]
    assert counted == {"contracts": lost, "contract_amendments": (0, 2), "contract_spend": (0, 4)}


def test_a_later_release_corrects_a_value_that_nothing_amends(register: Register) -> None:
    def at(day: str, amount: int, *amendments: str) -> dict[str, Any]:
        value = {"amount": amount, "currency": "EUR"}
        listed = [{"id": name, "date": day} for name in amendments]
        contract = {"id": "C", "awardID": "A", "title": "x", "value": value, "amendments": listed}
        release = {"ocid": "o-1", "id": day, "date": f"{day}T00:00:00Z", "tag": ["contract"]}
        return {**release, "awards": [{"id": "A", "status": "active"}], "contracts": [contract]}

    register.write("a.jsonl", at("2022-01-01", 1000), at("2022-02-01", 10))
    row = register.pull(NET)["contracts"][0]
    assert row["original_value_net"] == "10" and "2022-02-01 corrects 1000 to 10" in row["citation"]
    # What an amendment makes of it is no correction; what follows is one again: 10 + 5 = 15, then 14.
    more = [at("2022-03-01", 15, "M"), at("2022-04-01", 14, "M")]
    register.write("a.jsonl", at("2022-01-01", 1000), at("2022-02-01", 10), *more)
    rows = register.pull(NET)
    # First value and changes come to the last value: 9 + 5 = 14.
    assert rows["contracts"][0]["original_value_net"] == "9"
    assert [row["value_delta_net"] for row in rows["contract_amendments"]] == ["5"]
