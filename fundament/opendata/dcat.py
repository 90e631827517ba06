"""The release as a dataset of a catalogue: DCAT-AP in its Dutch profile, version 3.0, as JSON-LD.

Addresses are relative to the file, unless the organisation says where its folder is reached. All terms are in the
file's own context: nobody has to fetch one. Words: `words.yml`.
"""

import re
from pathlib import Path
from typing import Any

import duckdb

from fundament import own_yaml
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
WORDS = own_yaml.read(Path(__file__).with_name("words.yml"))
# Files beside the tables: path, media type, and what it is.
FILES = [
    ("fundament.duckdb", "application/octet-stream", "all_tables"),
    ("datapackage.json", "application/json", "described"),
]


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
        "dct:title": _texts("title"),
        "dct:description": _texts("description", issuers=", ".join(issuers)),
        "dct:identifier": f"{catalogue.address or 'urn:fundament:'}dataset",
        "dct:creator": [_agent(issuer) for issuer in issuers],
        "dct:publisher": publisher,
        "dcat:contactPoint": contact,
        "dct:accessRights": rights,
        "dcat:theme": {
            "@id": f"{EU}/data-theme/GOVE",
            "@type": "skos:Concept",
            "skos:prefLabel": _texts("theme"),
            "skos:inScheme": {"@id": f"{EU}/data-theme"},
        },
        "dcat:keyword": [
            {"@value": word, "@language": language}
            for language, words in WORDS["keywords"].items()
            for word in words
        ],
        "dct:language": [{"@id": f"{EU}/language/{code}", "@type": "dct:LinguisticSystem"} for code in LANGUAGES],
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
        "dct:title": _texts("catalogue"),
        "dct:description": _texts("title"),
        "dct:publisher": publisher,
        "dcat:contactPoint": contact,
        "dcat:dataset": dataset,
    }


def _distributions(package: dict[str, Any], licence: dict[str, Any]) -> list[dict[str, Any]]:
    files = [(path, media_type, _texts(said), _texts(said), None) for path, media_type, said in FILES]
    files += [
        (
            one["path"],
            one["mediatype"],
            _texts("table", name=one["name"]),
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


def _texts(said: str, **values: str) -> list[dict[str, str]]:
    return [{"@value": text.format(**values), "@language": language} for language, text in WORDS[said].items()]


def _agent(name: str, uri: str = "") -> dict[str, Any]:
    return {"@type": "foaf:Agent", "foaf:name": name, **({"@id": uri} if uri else {})}


def _contact(catalogue: Catalogue) -> dict[str, Any]:
    contact: dict[str, Any] = {"@id": "#contact", "@type": "vcard:Kind"}
    contact["vcard:fn"] = catalogue.publisher or _texts("unknown_contact")
    if catalogue.contact:
        is_mail = re.fullmatch(MAIL, catalogue.contact)
        name, address = ("vcard:hasEmail", "mailto:") if is_mail else ("vcard:hasURL", "")
        contact[name] = {"@id": address + catalogue.contact}
    return contact


def _licence(catalogue: Catalogue) -> dict[str, Any]:
    if catalogue.licence:
        return {"@id": catalogue.licence, "@type": "dct:LicenseDocument"}
    return {"@id": "#licence", "@type": "dct:LicenseDocument", "dct:title": _texts("no_licence")}
