"""The release as a dataset of a catalogue: DCAT-AP in its Dutch profile, version 3.0, as JSON-LD.

Addresses are relative to the file, unless the organisation says where its folder is reached. All terms are in the
file's own context: nobody has to fetch one.
"""

import re
from typing import Any

import duckdb

from fundament.opendata.catalogue import Catalogue
from fundament.settings import MAIL

LANGUAGES = ("NLD", "ENG")
EU = "http://publications.europa.eu/resource/authority"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TITLE = {
    "nl": "Vertraging, kosten en rechtmatigheid van een infrastructuurvernieuwing",
    "en": "Delay, cost and lawfulness of an infrastructure renewal",
}
DESCRIPTION = {
    "nl": "Uitgaven per contract, jaar en scenario met hun rechtmatigheid, de planning van diensten en migraties, "
    "meldingen en knelpunten, en de aansluiting op gedrukte cijfers. Bron: publicaties van {issuers}. Leeg is "
    "onbekend, nooit nul.",
    "en": "Spend per contract, year and scenario with its lawfulness, the schedule of services and migrations, "
    "issues, and the reconciliation with printed figures. Source: publications of {issuers}. Empty is unknown, "
    "never zero.",
}
CATALOGUE = {"nl": "Catalogus van het datawarehouse Fundament", "en": "Catalogue of the data warehouse Fundament"}
KEYWORDS = {
    "nl": ["rechtmatigheid", "inkoop", "contracten", "ICT-infrastructuur", "migratie"],
    "en": ["lawfulness", "procurement", "contracts", "IT infrastructure", "migration"],
}
TABLE = {"nl": "Tabel {name}, Parquet", "en": "Table {name}, Parquet"}
FILES = {
    "fundament.duckdb": ("application/octet-stream", {"nl": "Alle tabellen, DuckDB", "en": "All tables, DuckDB"}),
    "datapackage.json": (
        "application/json",
        {
            "nl": "Beschrijving van tabellen en kolommen (Frictionless)",
            "en": "Tables and columns described (Frictionless)",
        },
    ),
}
THEME = {"nl": "Overheid en publieke sector", "en": "Government and public sector"}
NO_LICENCE = {
    "nl": "Niet vermeld: de gegevens houden de voorwaarden van hun uitgever",
    "en": "Not stated: the data keeps the terms of its publisher",
}
UNKNOWN_CONTACT = {"nl": "Contact niet vermeld", "en": "Contact not stated"}


def dcat(connection: duckdb.DuckDBPyConnection, package: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """A catalogue with one dataset, and a distribution for each of its files."""
    issuers = [
        issuer
        for (issuer,) in connection.execute(
            "select coalesce(issuer, publication_id) from marts.dim_publication group by all "
            "order by max(published_on) desc, 1"
        ).fetchall()
    ]
    publisher = _agent(catalogue.publisher, catalogue.publisher_uri) if catalogue.publisher else _agent(issuers[0])
    contact = _contact(catalogue)
    licence = _licence(catalogue)
    rights = {"@id": f"{EU}/access-right/{catalogue.access_rights.upper()}", "@type": "dct:RightsStatement"}
    dataset = {
        "@id": "#dataset",
        "@type": "dcat:Dataset",
        "dct:title": _texts(TITLE),
        "dct:description": _texts(DESCRIPTION, issuers=", ".join(issuers)),
        "dct:identifier": f"{catalogue.address or 'urn:fundament:'}dataset",
        "dct:creator": [_agent(issuer) for issuer in issuers],
        "dct:publisher": publisher,
        "dcat:contactPoint": contact,
        "dct:accessRights": rights,
        "dcat:theme": {
            "@id": f"{EU}/data-theme/GOVE",
            "@type": "skos:Concept",
            "skos:prefLabel": _texts(THEME),
            "skos:inScheme": {"@id": f"{EU}/data-theme"},
        },
        "dcat:keyword": [
            {"@value": word, "@language": language} for language, words in KEYWORDS.items() for word in words
        ],
        "dct:language": [
            {"@id": f"{EU}/language/{code}", "@type": "dct:LinguisticSystem"} for code in ("NLD", "ENG")
        ],
        "dct:accrualPeriodicity": {"@id": f"{EU}/frequency/DAILY", "@type": "dct:Frequency"},
        "dct:modified": {"@value": package["created"], "@type": "xsd:dateTime"},
        "dcat:version": package["version"],
        "dcat:landingPage": {"@id": "index.html", "@type": "foaf:Document"},
        "dcat:distribution": _distributions(package, licence),
    }
    return {
        "@context": CONTEXT | ({"@base": catalogue.address} if catalogue.address else {}),
        "@id": "#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _texts(CATALOGUE),
        "dct:description": _texts(TITLE),
        "dct:publisher": publisher,
        "dcat:contactPoint": contact,
        "dcat:dataset": dataset,
    }


def _distributions(package: dict[str, Any], licence: dict[str, Any]) -> list[dict[str, Any]]:
    files = [(path, media_type, _texts(title), _texts(title), None) for path, (media_type, title) in FILES.items()]
    files += [
        (
            one["path"],
            one["mediatype"],
            _texts(TABLE, name=one["name"]),
            [{"@value": one["description"], "@language": "en"}],
            one["bytes"],
        )
        for one in package["resources"]
    ]
    return [
        {
            "@id": f"#{path}",
            "@type": "dcat:Distribution",
            "dct:title": title,
            "dct:description": description,
            "dcat:accessURL": {"@id": path},
            "dcat:downloadURL": {"@id": path},
            "dct:license": licence,
            "dcat:mediaType": {
                "@id": f"https://www.iana.org/assignments/media-types/{media_type}",
                "@type": "dct:MediaType",
            },
            **({"dcat:byteSize": {"@value": str(size), "@type": "xsd:nonNegativeInteger"}} if size else {}),
        }
        for path, media_type, title, description, size in files
    ]


def _texts(said: dict[str, str], **values: str) -> list[dict[str, str]]:
    return [{"@value": text.format(**values), "@language": language} for language, text in said.items()]


def _agent(name: str, uri: str = "") -> dict[str, Any]:
    return {"@type": "foaf:Agent", "foaf:name": name, **({"@id": uri} if uri else {})}


def _contact(catalogue: Catalogue) -> dict[str, Any]:
    contact: dict[str, Any] = {"@id": "#contact", "@type": "vcard:Kind"}
    contact["vcard:fn"] = catalogue.publisher or _texts(UNKNOWN_CONTACT)
    if catalogue.contact:
        is_mail = re.fullmatch(MAIL, catalogue.contact)
        name, address = ("vcard:hasEmail", "mailto:") if is_mail else ("vcard:hasURL", "")
        contact[name] = {"@id": address + catalogue.contact}
    return contact


def _licence(catalogue: Catalogue) -> dict[str, Any]:
    if catalogue.licence:
        return {"@id": catalogue.licence, "@type": "dct:LicenseDocument"}
    return {"@id": "#licence", "@type": "dct:LicenseDocument", "dct:title": _texts(NO_LICENCE)}
