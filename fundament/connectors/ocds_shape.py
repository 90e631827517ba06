"""What is asked of the shape of a release before rows are made of it: objects, lists of objects, distinct ids."""

from collections.abc import Iterator
from typing import Any

OBJECTS = {"tender", "period", "contractPeriod", "implementation", "techniques", "frameworkAgreement"}
LISTS_OF_OBJECTS = {
    "parties",
    "awards",
    "contracts",
    "suppliers",
    "amendments",
    "transactions",
    "relatedProcesses",
    "rationaleClassifications",
}


class NotOcds(Exception):
    """What in a release is not built as the standard says."""


def refuse_other_shapes(value: Any, path: str = "") -> None:
    """Raises `NotOcds` where something else stands than an object, or a list of objects: it would look empty."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            refuse_other_shapes(item, f"{path}[{number}]")
    elif isinstance(value, dict):
        for name, part in value.items():
            here = f"{path}.{name}" if path else name
            if name in OBJECTS and not isinstance(part, dict | None):
                raise NotOcds(f"{here} is no object")
            if name in LISTS_OF_OBJECTS and not _is_list_of_objects(part):
                raise NotOcds(f"{here} is no list of objects")
            refuse_other_shapes(part, here)


def _is_list_of_objects(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(item, dict) for item in value))


def take_out_repeats(release: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Take out what bears the id of something before it in its list: merging would lose it. Source and place."""
    yield from _take_out(release, "awards", "contracts", "awards")
    yield from _take_out(release, "contracts", "contracts", "contracts")
    for contract in release.get("contracts") or []:
        place = f"contracts[{contract.get('id')}]"
        yield from _take_out(contract, "amendments", "contract_amendments", f"{place}.amendments")
        implementation = contract.get("implementation") or {}
        transactions = f"{place}.implementation.transactions"
        yield from _take_out(implementation, "transactions", "contract_spend", transactions)


def _take_out(owner: dict[str, Any], name: str, source: str, place: str) -> Iterator[tuple[str, str]]:
    seen, kept = set(), []
    for item in owner.get(name) or []:
        identifier = item.get("id")
        if identifier is not None and str(identifier) in seen:
            yield source, f"{place}[{identifier}]"
        else:
            seen.add(str(identifier))
            kept.append(item)
    if name in owner:
        owner[name] = kept
