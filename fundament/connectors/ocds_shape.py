"""What is asked of the shape of a release before rows are made of it: objects, lists of objects, distinct ids.

What merging would lose is taken out here. How releases are merged: `ocds.py`. Their rows: `ocds_rows.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
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


NO_ID = "it has no id"
REPEATED = "its id stands before it in the list"


@dataclass(frozen=True)
class TakenOut:
    """What merging would lose: the source that it would be a row of, where it stands, and why it is none."""

    source: str
    place: str
    reason: str
    # The award that a contract is made under.
    award: str = ""


def is_id(value: Any) -> bool:
    """Whether something can be told apart by this: a text with a sign in it, or a number, 0 included."""
    if isinstance(value, str):
        return bool(value.strip())
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def take_out_what_merging_loses(release: dict[str, Any]) -> Iterator[TakenOut]:
    """Take out what has no id, or that of something before it in its list, with all that lies within it."""
    _leave_out_empty_ids(release)
    yield from _take_out(release, "awards", "contracts", "")
    for award in release.get("awards") or []:
        yield from _take_out(award, "amendments", "contract_amendments", f"awards[{award['id']}].")
    tender = release.get("tender")
    if isinstance(tender, dict):
        yield from _take_out(tender, "amendments", "contract_amendments", "tender.")
    yield from _take_out(release, "contracts", "contracts", "")
    for contract in release.get("contracts") or []:
        place = f"contracts[{contract['id']}]."
        yield from _take_out(contract, "amendments", "contract_amendments", place)
        yield from _take_out(
            contract.get("implementation") or {}, "transactions", "contract_spend", f"{place}implementation."
        )


def records_of(release: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Source and place of every record of a release of which nothing can be made."""
    for number, contract in enumerate(release.get("contracts") or []):
        if isinstance(contract, dict):
            place = f"contracts number {number + 1}"
            yield "contracts", place
            for each in _within(contract, f"{place}."):
                yield each.source, each.place


def _leave_out_empty_ids(value: Any) -> None:
    """An id that says nothing is none: merging would take all that have it for one."""
    if isinstance(value, list):
        for item in value:
            _leave_out_empty_ids(item)
            if isinstance(item, dict) and "id" in item and not is_id(item["id"]):
                del item["id"]
    elif isinstance(value, dict):
        for part in value.values():
            _leave_out_empty_ids(part)


def _take_out(owner: dict[str, Any], name: str, source: str, place: str) -> Iterator[TakenOut]:
    seen, kept = set(), []
    for number, item in enumerate(owner.get(name) or []):
        identifier = item.get("id")
        if not is_id(identifier):
            yield TakenOut(source, f"{place}{name} number {number + 1}", NO_ID, str(item.get("awardID") or ""))
        elif str(identifier) in seen:
            yield TakenOut(source, f"{place}{name}[{identifier}]", REPEATED, str(item.get("awardID") or ""))
        else:
            seen.add(str(identifier))
            kept.append(item)
            continue
        yield from _within(item, f"{place}{name} number {number + 1}.")
    if name in owner:
        owner[name] = kept


def _within(item: dict[str, Any], place: str) -> Iterator[TakenOut]:
    """What goes with something that is taken out, row by row."""
    implementation = item.get("implementation") or {}
    for owner, name, source in (
        (item, "amendments", "contract_amendments"),
        (implementation, "transactions", "contract_spend"),
    ):
        several = owner.get(name) if isinstance(owner, dict) else None
        for number, inner in enumerate(several if isinstance(several, list) else []):
            if not isinstance(inner, dict):
                continue
            said = inner.get("id") if is_id(inner.get("id")) else f"number {number + 1}"
            yield TakenOut(source, f"{place}{name}[{said}]", f"what it belongs to is no row: {place.rstrip('.')}")
