"""The JSON Schema of a delivery's YAML, made from the model that reads it: docs/delivery.schema.json."""

import json
from typing import Any

from fundament.deliveries.declared.canonical import canonical_sources
from fundament.deliveries.declared.declaration import Delivery
from fundament.project import PROJECT_ROOT

FILE = PROJECT_ROOT / "docs" / "delivery.schema.json"


def delivery_schema() -> dict[str, Any]:
    """The schema, with the canonical sources and their columns filled in."""
    schema = Delivery.model_json_schema(by_alias=True)
    # A pull knows its files by itself; without one there must be some.
    schema["anyOf"] = [{"required": ["files"]}, {"required": ["pull"]}]
    entry = schema["$defs"]["FileDeclaration"]
    entry["properties"]["source"]["enum"] = list(canonical_sources())
    entry["allOf"] = [
        {
            "if": {"properties": {"source": {"const": source.name}}},
            "then": {"properties": {"columns": {"propertyNames": {"enum": [*source.column_names, "citation"]}}}},
        }
        for source in canonical_sources().values()
    ]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    """The schema as it stands in the file."""
    return json.dumps(delivery_schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the file."""
    FILE.write_text(schema_text(), "utf-8")


if __name__ == "__main__":
    main()
