"""What a release says of itself for data portals: by the makers' own libraries, and held against the files."""

import json
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from fundament.errors import Misconfigured
from fundament.opendata.package import DIMENSIONS, KEYS, TYPES
from fundament.opendata.writing import describe
from fundament.project import default_deliveries
from fundament.released import read_manifest
from fundament.settings import settings
from fundament.warehouse import Warehouse
from tests import star
from tests.conftest import Command, query

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
VERSION = URIRef(f"{DCAT}version")
BASE = "https://data.example.org/"
# What a class must have in DCAT-AP-NL 3.0, and at most how often (None: any number), from its shapes and
# those of DCAT-AP that it builds on.
NEEDED: dict[Node, dict[Node, int | None]] = {
    DCAT.Catalog: {
        DCTERMS.title: None,
        DCTERMS.description: None,
        DCTERMS.publisher: 1,
        DCAT.contactPoint: 1,
        DCAT.dataset: None,
    },
    DCAT.Dataset: {
        DCTERMS.title: None,
        DCTERMS.description: None,
        DCTERMS.publisher: 1,
        DCTERMS.creator: None,
        DCTERMS.identifier: 1,
        DCAT.contactPoint: 1,
        DCAT.theme: None,
        DCTERMS.accessRights: 1,
        VERSION: 1,
        DCTERMS.modified: 1,
    },
    DCAT.Distribution: {DCAT.accessURL: 1, DCAT.downloadURL: 1, DCTERMS.license: 1, DCAT.mediaType: 1},
    FOAF.Agent: {FOAF.name: None},
    VCARD.Kind: {VCARD.fn: None},
}
# The class of what these lead to.
RANGES = {
    DCTERMS.publisher: FOAF.Agent,
    DCTERMS.creator: FOAF.Agent,
    DCAT.contactPoint: VCARD.Kind,
    DCTERMS.license: DCTERMS.LicenseDocument,
    DCTERMS.accessRights: DCTERMS.RightsStatement,
    DCAT.mediaType: DCTERMS.MediaType,
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCAT.distribution: DCAT.Distribution,
}


@pytest.fixture(scope="module")
def package(memo: Command) -> dict[str, Any]:
    return json.loads((memo.published / "datapackage.json").read_text("utf-8"))


def graph_of(file: Path, base: str = BASE) -> Graph:
    return Graph().parse(file, format="json-ld", publicID=base)


def lacking(graph: Graph) -> list[str]:
    """What the profile asks for and the graph has not."""
    found = []
    for kind, properties in NEEDED.items():
        of_kind = list(graph.subjects(RDF.type, kind))
        found += [] if of_kind else [f"no {kind}"]
        for one in of_kind:
            for name, most in properties.items():
                values = len(list(graph.objects(one, name)))
                if not values or (most and values > most):
                    found.append(f"{one} has {values} of {name}")
    for name, kind in RANGES.items():
        found += [
            f"{name} of {one}"
            for one, value in graph.subject_objects(name)
            if (value, RDF.type, kind) not in graph
        ]
    return found


def test_frictionless_accepts_the_package(package: dict[str, Any]) -> None:
    assert list(frictionless.Package.metadata_validate(package)) == []
    # The library does see what is wrong with one.
    broken = json.loads(json.dumps(package))
    broken["resources"][0]["schema"]["fields"][0]["type"] = "varchar"
    with pytest.raises(frictionless.FrictionlessException):
        list(frictionless.Package.metadata_validate(broken))


def test_frictionless_reads_the_csv_files_as_they_are_described(memo: Command, tmp_path: Path) -> None:
    """Types, required values, keys and the keys that lead to other tables, row by row."""
    done = memo("export", "all", "--format", "csv", "--output", str(tmp_path / "csv"))
    assert done.returncode == 0 and f"{tmp_path / 'csv' / 'datapackage.json'}: tables" in done.stdout, done.stderr
    package = frictionless.Package(str(tmp_path / "csv" / "datapackage.json"))
    # A calendar of years has nothing to say here, and takes a second.
    package.remove_resource("dim_date")
    report = package.validate()
    assert report.valid, report.flatten(["type", "note"])[:5]
    assert report.stats["tasks"] == len(package.resources) > 40
    for name in package.resource_names:
        if name not in (
            "noncompliance_by_scenario",
            "dim_publication",
            "dim_contract",
            "dim_scenario",
            "dim_supplier",
        ):
            package.remove_resource(name)
    spend = tmp_path / "csv" / "noncompliance_by_scenario.csv"
    spend.write_text(spend.read_text("utf-8-sig").replace(",pause_12,", ",pause_13,", 1), "utf-8-sig")
    assert {"foreign-key", "byte-count"} == {kind for [kind] in package.validate().flatten(["type"])}


def test_the_package_is_that_of_the_parquet_files(package: dict[str, Any], memo: Command) -> None:
    marts = {
        name
        for (name,) in query(
            memo.warehouse, "select distinct table_name from duckdb_columns() where schema_name = 'marts'"
        )
    }
    assert {one["name"] for one in package["resources"]} == marts
    comments = dict(
        query(
            memo.warehouse,
            "select table_name || '.' || column_name, comment from duckdb_columns() where schema_name = 'marts'",
        )
    )
    with duckdb.connect() as connection:
        connection.execute(f"set file_search_path = '{memo.published}'")
        for one in package["resources"]:
            schema, path = one["schema"], f"'{one['path']}'"
            described = connection.execute(f"describe from {path}").fetchall()
            assert [field["name"] for field in schema["fields"]] == [column for column, *_ in described]
            for field, (_, data_type, *_) in zip(schema["fields"], described, strict=True):
                number = "number" if data_type.startswith("DECIMAL") else "integer"
                assert field["type"] == TYPES.get(data_type, number), field
                assert field["description"] == comments[f"{one['name']}.{field['name']}"]
            key = ", ".join(schema["primaryKey"])
            counted = (
                f"select count(*), count(distinct ({key})), count(*) filter (where ({key}) is null) from {path}"
            )
            assert connection.execute(counted).fetchone() == (one["rows"], one["rows"], 0), one["name"]
            assert (memo.published / one["path"]).stat().st_size == one["bytes"]
            for leads in schema["foreignKeys"]:
                own, other = leads["fields"], leads["reference"]["fields"]
                same = " and ".join(
                    f"fact.{mine} = dimension.{theirs}" for mine, theirs in zip(own, other, strict=True)
                )
                lost = (
                    f"select count(*) from {path} as fact where fact.{own[-1]} is not null and not exists "
                    f"(from 'parquet/{leads['reference']['resource']}.parquet' as dimension where {same})"
                )
                assert connection.execute(lost).fetchone() == (0,), (one["name"], leads)


def test_units_and_keys_are_said(package: dict[str, Any]) -> None:
    tables = {one["name"]: one["schema"] for one in package["resources"]}
    fields = {field["name"]: field for field in tables["noncompliance_by_contract_year"]["fields"]}
    assert fields["unlawful_amount_gross"]["unit"] == "EUR including VAT" and "unit" not in fields["contract_id"]
    assert fields["contract_id"]["constraints"] == {"required": True}
    # Lines have no index, and their key is said all the same.
    assert tables["spend_lawfulness"]["primaryKey"] == ["publication_id", "line_id", "part_no"]
    of_contract = {"resource": "dim_contract", "fields": ["publication_id", "contract_id"]}
    assert {"fields": ["publication_id", "contract_id"], "reference": of_contract} in tables["spend_lawfulness"][
        "foreignKeys"
    ]


def test_the_star_is_that_of_the_page_on_bi() -> None:
    assert {name: list(columns) for name, columns in DIMENSIONS.items()} == star.DIMENSIONS
    assert {name: key for name, key in star.KEYS.items() if name != "dim_date"} == KEYS


def test_the_catalogue_has_what_the_dutch_profile_asks(memo: Command) -> None:
    graph = graph_of(memo.published / "dcat-ap-nl.jsonld")
    assert lacking(graph) == []
    for name in NEEDED[DCAT.Dataset]:
        without = Graph() + graph
        without.remove((URIRef(f"{BASE}#dataset"), name, None))
        assert lacking(without), name
    # Relative to wherever the file lies, each leads to a file of the release.
    addresses = [str(address).removeprefix(BASE) for address in graph.objects(None, DCAT.downloadURL)]
    assert len(addresses) > 40 and all((memo.published / address).is_file() for address in addresses)
    # Nobody has said that it is public, nor on which terms.
    [rights] = graph.objects(None, DCTERMS.accessRights)
    assert str(rights).endswith("/NON_PUBLIC")
    assert {str(name) for name in graph.objects(None, FOAF.name)} == {
        "Logius",
        "Ministry of the Interior and Kingdom Relations",
    }


def test_the_organisation_says_what_only_it_can(
    memo: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {
        "PUBLISHER": "Ministerie van Voorbeelden",
        "PUBLISHER_URI": "https://standaarden.example.org/id/ministerie",
        "CONTACT": "data@example.org",
        "LICENCE": "http://creativecommons.org/publicdomain/zero/1.0/deed.nl",
        "ACCESS_RIGHTS": "public",
        "ADDRESS": "https://data.example.org/fundament",
    }
    for name, value in said.items():
        monkeypatch.setenv(f"FUNDAMENT_DATA_{name}", value)
    release = memo.warehouse.resolve().parent
    for name in ("fundament.duckdb", "parquet"):
        (tmp_path / name).symlink_to(release / name)
    describe(Warehouse(memo.home, default_deliveries()), tmp_path, read_manifest(release))
    graph = graph_of(tmp_path / "dcat-ap-nl.jsonld", "https://elsewhere.example.org/")
    assert lacking(graph) == []
    [dataset] = graph.subjects(RDF.type, DCAT.Dataset)
    assert str(dataset) == "https://data.example.org/fundament/#dataset"
    assert {str(one) for one in graph.objects(None, DCTERMS.license)} == {said["LICENCE"]}
    assert (URIRef(said["PUBLISHER_URI"]), FOAF.name, Literal(said["PUBLISHER"])) in graph
    assert list(graph.objects(None, VCARD.hasEmail)) == [URIRef("mailto:data@example.org")] * 1
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert (
        package["licenses"] == [{"path": said["LICENCE"]}]
        and list(frictionless.Package.metadata_validate(package)) == []
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LICENCE", "CC0"),
        ("ADDRESS", "ftp://x"),
        ("CONTACT", "the desk"),
        ("ACCESS_RIGHTS", "secret"),
        ("PUBLISHER_URI", "a<b"),
    ],
)
def test_what_a_portal_would_refuse_is_refused_before_the_run(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"FUNDAMENT_DATA_{name}", value)
    with pytest.raises(Misconfigured, match=f"FUNDAMENT_DATA_{name} is '{value}'"):
        settings()


@pytest.mark.parametrize("name", ["PUBLISHER_URI", "LICENCE", "ADDRESS", "CONTACT"])
def test_no_password_is_published_or_shown(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"FUNDAMENT_DATA_{name}", "https://robot:pa55word@data.example.org/x")
    with pytest.raises(Misconfigured) as refused:
        settings()
    assert "pa55word" not in str(refused.value) and "data.example.org" in str(refused.value)
