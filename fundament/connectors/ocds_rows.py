"""A merged contracting process as rows of contracts, amendments and spend.

Nothing is dropped: what is no contract yet, or none any more, is a row to skip with its reason, and what can't be
mapped is a row to reject with its reason. What the publisher leaves open stays empty.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from fundament.connectors.ocds_shape import is_id
from fundament.deliveries.declared.pulls import REJECT_REASON, SKIP_REASON, OcdsPull

COLUMNS = {
    "contracts": (
        "contract_id",
        "contract_name",
        "supplier_id",
        "supplier_name",
        "contract_type",
        "parent_contract_id",
        "procurement_method",
        "nature",
        "award_date",
        "start_date",
        "end_date",
        "max_extent_date",
        "current_end_date",
        "estimated_value_net",
        "original_value_net",
        "maximum_value_net",
        "currency",
        "citation",
    ),
    "contract_amendments": (
        "amendment_id",
        "contract_id",
        "amendment_date",
        "modification_ground",
        "value_delta_net",
        "new_end_date",
        "currency",
        "citation",
    ),
    "contract_spend": (
        "line_id",
        "contract_id",
        "supplier_id",
        "supplier_name",
        "period_start",
        "amount_net",
        "amount_gross",
        "measure_type",
        "currency",
        "description",
        "citation",
    ),
}
NATURES = {"goods": "supplies", "services": "services", "works": "works"}
# Statuses of an award or contract that bind nobody.
NOT_BINDING = {"pending", "cancelled", "unsuccessful"}
PARENT_OCID = "parent_ocid"


@dataclass(frozen=True)
class Process:
    """One contracting process: what was known after each of its releases, by the release's id, in order."""

    ocid: str
    where: str
    states: list[tuple[str, dict[str, Any]]]
    # Awards whose contract is a rejected row.
    taken_awards: frozenset[str] = frozenset()

    @property
    def now(self) -> dict[str, Any]:
        """All releases merged."""
        return self.states[-1][1]


class Rows:
    """Collects the rows of processes; contracts wait until all framework agreements are known."""

    def __init__(self, pull: OcdsPull) -> None:
        self._pull = pull
        self._zone = ZoneInfo(pull.time_zone)
        self.contracts: list[dict[str, Any]] = []
        self._waiting: dict[str, list[dict[str, Any]]] = {"contract_amendments": [], "contract_spend": []}
        self._contracts_of: dict[str, list[str]] = {}

    def take(self, source: str) -> list[dict[str, Any]]:
        """The rows since the last call."""
        rows, self._waiting[source] = self._waiting[source], []
        return rows

    def reject(self, source: str, citation: str, reason: str) -> None:
        """A row that says why something of the source is none."""
        target = self.contracts if source == "contracts" else self._waiting[source]
        target.append({"citation": citation, REJECT_REASON: reason})

    def finished_contracts(self) -> Iterator[dict[str, Any]]:
        """The contracts, each call-off with its framework agreement; an id that stands twice is rejected."""
        count = Counter(row.get("contract_id") for row in self.contracts)
        for row in self.contracts:
            parent = row.pop(PARENT_OCID, None)
            if parent:
                # Where the agreement's process has one contract, that is it; else the process has to do.
                of_parent = self._contracts_of.get(parent, [])
                row["parent_contract_id"] = of_parent[0] if len(of_parent) == 1 else parent
            if row.get("contract_id") and count[row["contract_id"]] > 1 and not row.get(SKIP_REASON):
                row[REJECT_REASON] = "the contract id stands twice; set contract_key: ocid_and_contract_id"
            yield row

    def add(self, process: Process) -> None:
        """The rows of one process."""
        now = process.now
        awards = {str(award.get("id")): award for award in _list(now, "awards")}
        contracts = _list(now, "contracts")
        taken = {str(contract.get("awardID")) for contract in contracts} | process.taken_awards
        if not awards and not contracts:
            self._skip("contracts", f"{process.where}, {process.ocid}", "no award or contract yet")
        for stage, owner in [
            ("tender", now.get("tender") or {}),
            *(("award", award) for award in awards.values()),
        ]:
            for amendment in _list(owner, "amendments"):
                citation = f"{process.where}, {process.ocid} {stage}.amendments[{amendment.get('id')}]"
                self._skip("contract_amendments", citation, f"an amendment of the {stage}, not of a contract")
        for contract in contracts:
            self._contract(process, contract, awards.get(str(contract.get("awardID")), {}), len(contracts))
        for award_id, award in awards.items():
            if award_id in taken:
                continue
            citation = f"{process.where}, {process.ocid} awards[{award_id}]"
            if award.get("status") in NOT_BINDING:
                self._skip("contracts", citation, f"the award is {award['status']}")
            elif self._pull.awards_without_contract == "contract":
                as_contract = {**award, "awardID": award_id, "period": award.get("contractPeriod")}
                as_contract.pop("status", None)
                self._contract(process, as_contract, award, len(awards), "awards")
            else:
                reason = "an award without a contract; awards_without_contract: contract would take it for one"
                self.contracts.append({"citation": citation, REJECT_REASON: reason})

    def _skip(self, source: str, citation: str, reason: str) -> None:
        target = self.contracts if source == "contracts" else self._waiting[source]
        target.append({"citation": citation, SKIP_REASON: reason})

    def _contract(
        self, process: Process, contract: dict, award: dict, siblings: int, stage: str = "contracts"
    ) -> None:
        citation = f"{process.where}, {process.ocid} {stage}[{contract.get('id')}]"
        key = self._key(process, contract)
        now, tender = process.now, process.now.get("tender") or {}
        # As first stated: a later version of the contract's end or value is what an amendment made of it.
        versions = [version for _, version in _versions(process, contract.get("id"), stage)]
        period, first_period = _period(contract, award), _period(versions[0], award)
        first_max = next(
            (p["maxExtentDate"] for v in versions if (p := _period(v, award)).get("maxExtentDate")), None
        )
        original, problem, corrected = self._original_value(process, contract, stage)
        estimated, estimate_problem = self._money(tender.get("value"), "tender value")
        techniques = tender.get("techniques") or {}
        maximum_value = (
            contract.get("maximumValue")
            or award.get("maximumValue")
            or (techniques.get("frameworkAgreement") or {}).get("value")
        )
        maximum, maximum_problem = self._money(maximum_value, "maximum value")
        currency, mixed = _currency(
            *(version.get("value") for version in versions),
            maximum_value if siblings == 1 or contract.get("maximumValue") else None,
            tender.get("value") if siblings == 1 else None,
        )
        framework = _framework(contract) or _framework(now)
        supplier_id, supplier_name = _suppliers(now, contract.get("suppliers") or award.get("suppliers") or [])
        method = tender.get("procurementMethod")
        status = contract.get("status")
        self.contracts.append(
            {
                "contract_id": key,
                "contract_name": contract.get("title") or award.get("title") or tender.get("title"),
                "supplier_id": supplier_id,
                "supplier_name": supplier_name,
                "contract_type": "call_off"
                if framework
                else "framework"
                if techniques.get("hasFrameworkAgreement")
                else None,
                "procurement_method": self._pull.procurement_methods.get(method, method) if method else None,
                "nature": NATURES.get(category, category)
                if (category := tender.get("mainProcurementCategory"))
                else None,
                "award_date": self._date(award.get("date")),
                "start_date": self._date(first_period.get("startDate")),
                "end_date": self._date(first_period.get("endDate")),
                "max_extent_date": self._date(first_max),
                "current_end_date": self._date(period.get("endDate")),
                # The tender's value is that of all its contracts together.
                "estimated_value_net": _plain(estimated["net"] if siblings == 1 else None),
                "original_value_net": _plain(original),
                "maximum_value_net": _plain(
                    maximum["net"] if siblings == 1 or contract.get("maximumValue") else None
                ),
                "currency": currency,
                "citation": citation + corrected,
                REJECT_REASON: problem
                or maximum_problem
                or (estimate_problem if siblings == 1 else None)
                or mixed,
                SKIP_REASON: f"the contract is {status}" if status in NOT_BINDING else None,
                PARENT_OCID: framework,
            }
        )
        if status not in NOT_BINDING and key:
            self._contracts_of.setdefault(process.ocid, []).append(key)
        self._amendments(process, contract, key, citation)
        self._transactions(process, contract, key, citation, (supplier_id, supplier_name))

    def _original_value(
        self, process: Process, contract: dict, stage: str
    ) -> tuple[Decimal | None, str | None, str]:
        """The value as agreed first, why it can't be used, and what is said of corrections.

        A later release that changes the value, and no amendment that explains it, corrects what was said before.
        """
        versions = dict(_versions(process, contract.get("id"), stage))
        spans = list(_spans(process, versions, _amendments_of(contract)))
        original: Decimal | None = None
        known: tuple[int, Decimal] | None = None
        notes = []
        for number, version in versions.items():
            value, problem = self._money(version.get("value"), "value")
            if problem:
                return None, problem, ""
            if value["net"] is None:
                continue
            if known is None:
                original = value["net"]
            elif original is not None and value["net"] != known[1]:
                is_amended = any(
                    before is not None and after is not None and before <= known[0] and number <= after
                    for before, after in spans
                )
                if not is_amended:
                    original += value["net"] - known[1]
                    notes.append(f"{process.states[number][0]} corrects {known[1]} to {value['net']}")
            known = number, value["net"]
        return original, None, f" ({'; '.join(notes)})" if notes else ""

    def _amendments(self, process: Process, contract: dict, key: str | None, citation: str) -> None:
        versions = dict(_versions(process, contract.get("id"), "contracts"))
        amendments = _amendments_of(contract)
        spans = dict(enumerate(_spans(process, versions, amendments)))
        shared = Counter(spans.values())
        for number, amendment in enumerate(amendments):
            before, after = spans[number]
            delta = new_end = problem = currency = None
            note = ""
            if shared[spans[number]] > 1:
                note = " (several amendments in one release: the change can't be divided)"
            elif before in versions and after in versions:
                old, problem = self._money(versions[before].get("value"), "value")
                new, new_problem = self._money(versions[after].get("value"), "value")
                currency, mixed = _currency(*(versions[i].get("value") for i in (before, after)))
                problem = problem or new_problem or mixed
                if old["net"] is not None and new["net"] is not None:
                    delta = new["net"] - old["net"]
                ends = [self._date((versions[i].get("period") or {}).get("endDate")) for i in (before, after)]
                new_end = ends[1] if ends[1] != ends[0] else None
            identifier = amendment.get("id")
            self._waiting["contract_amendments"].append(
                {
                    "amendment_id": f"{key}/{identifier}" if key and is_id(identifier) else None,
                    "contract_id": key,
                    "amendment_date": self._date(amendment.get("date")),
                    "modification_ground": self._ground(amendment),
                    "value_delta_net": _plain(delta),
                    "new_end_date": new_end,
                    "currency": currency,
                    "citation": f"{citation}.amendments[{identifier}]{note}",
                    REJECT_REASON: problem,
                }
            )

    def _transactions(
        self,
        process: Process,
        contract: dict,
        key: str | None,
        citation: str,
        supplier: tuple[str | None, str | None],
    ) -> None:
        for transaction in _list(contract.get("implementation") or {}, "transactions"):
            identifier = transaction.get("id")
            # Version 1.0 of the standard has other names.
            value = transaction.get("value") or transaction.get("amount")
            amounts, problem = self._money(value, "amount")
            payee = transaction.get("payee") or transaction.get("receiverOrganization")
            payee_id, payee_name = _suppliers(process.now, [payee]) if isinstance(payee, dict) else supplier
            self._waiting["contract_spend"].append(
                {
                    "line_id": f"{key}/{identifier}" if key and is_id(identifier) else None,
                    "contract_id": key,
                    "supplier_id": payee_id,
                    "supplier_name": payee_name,
                    "period_start": self._date(transaction.get("date")),
                    "amount_net": _plain(amounts["net"]),
                    "amount_gross": _plain(amounts["gross"]),
                    "measure_type": "realised",
                    "currency": _currency(value)[0],
                    "description": transaction.get("description"),
                    "citation": f"{citation}.implementation.transactions[{identifier}]",
                    REJECT_REASON: problem,
                }
            )

    def _key(self, process: Process, contract: dict) -> str | None:
        identifier = contract.get("id")
        if not is_id(identifier):
            return None
        return str(identifier) if self._pull.contract_key == "contract_id" else f"{process.ocid}/{identifier}"

    def _ground(self, amendment: dict) -> str | None:
        codes = [
            str(code.get("id")) for code in _list(amendment, "rationaleClassifications") if is_id(code.get("id"))
        ]
        named = sorted({self._pull.modification_grounds.get(code, code) for code in codes})
        return "; ".join(named) or None

    def _money(self, value: Any, what: str) -> tuple[dict[str, Decimal | None], str | None]:
        """Net and gross of a value as far as they are known, and why it can't be used."""
        nothing: dict[str, Decimal | None] = {"net": None, "gross": None}
        if value in (None, {}):
            return nothing, None
        if not isinstance(value, dict):
            return nothing, f"{what}: {value!r} is no value of OCDS"
        given = {name: value.get(name) for name in ("amountNet", "amountGross", "amount")}
        amounts: dict[str, Decimal | None] = {}
        for name, amount in given.items():
            if isinstance(amount, bool) or not isinstance(amount, int | Decimal | None):
                return nothing, f"{what}: {name} {amount!r} is no number"
            amounts[name] = None if amount is None else Decimal(amount)
        known: dict[str, Decimal | None] = {"net": amounts["amountNet"], "gross": amounts["amountGross"]}
        if amounts["amount"] is not None and known == nothing:
            if self._pull.amount_is is None:
                return nothing, f"{what}: nothing says whether VAT is in amount; set amount_is of the pull"
            known[self._pull.amount_is] = amounts["amount"]
        return known, None

    def _date(self, text: Any) -> str | None:
        """The day of a date-time in the declared time zone; what is no date stays as it is."""
        if text in (None, ""):
            return None
        day, _, time = str(text).partition("T")
        # The standard's way to write the end of a day whose time nobody knows.
        if time and not time.startswith("23:59:59"):
            try:
                moment = dt.datetime.fromisoformat(str(text))
            except ValueError:
                return str(text)
            return (moment.astimezone(self._zone) if moment.tzinfo else moment).date().isoformat()
        return day


def _versions(process: Process, identifier: Any, stage: str) -> list[tuple[int, dict[str, Any]]]:
    """A contract (or award) as it was known after each release from its first on, by the release's number."""
    found = []
    for number, (_, state) in enumerate(process.states):
        for one in _list(state, stage):
            if one.get("id") == identifier:
                found.append((number, one))
    return found


def _amendments_of(contract: dict) -> list[dict[str, Any]]:
    """The amendments; version 1.0 of the standard knew one."""
    one = contract.get("amendment")
    return _list(contract, "amendments") or ([one] if isinstance(one, dict) else [])


def _spans(
    process: Process, versions: dict[int, dict[str, Any]], amendments: list[dict[str, Any]]
) -> Iterator[tuple[int | None, int | None]]:
    """Per amendment the numbers of the releases before and after it, None where that is not known."""
    order = list(versions)
    identifiers = [name for name, _ in process.states]
    for amendment in amendments:
        before = _index(identifiers, amendment.get("amendsReleaseID"))
        after = _index(identifiers, amendment.get("releaseID"))
        if before is None or after is None or before >= after:
            # Where the publisher does not say which releases it lies between: where it turns up.
            there = (
                index
                for index in order
                if any(known.get("id") == amendment.get("id") for known in _amendments_of(versions[index]))
            )
            after = next(there, None)
            before = max((index for index in order if after is not None and index < after), default=None)
        yield before, after


def _currency(*values: Any) -> tuple[str | None, str | None]:
    """The currency that values state, None where none of them does, and what is wrong where they state several.

    Whether it is that of the publication is held where all rows are read.
    """
    stated = sorted({str(one["currency"]) for one in values if isinstance(one, dict) and one.get("currency")})
    if len(stated) > 1:
        return None, f"its values are in several currencies: {', '.join(stated)}"
    return (stated[0] if stated else None), None


def _period(contract: dict, award: dict) -> dict[str, Any]:
    return contract.get("period") or contract.get("contractPeriod") or award.get("contractPeriod") or {}


def _framework(owner: dict) -> str | None:
    """The process of the framework agreement that something is called off from."""
    for related in _list(owner, "relatedProcesses"):
        if "framework" in (related.get("relationship") or []) and related.get("identifier"):
            return str(related["identifier"])
    return None


def _suppliers(release: dict, organisations: list[Any]) -> tuple[str | None, str | None]:
    """Ids and names of organisations; a name that is not given stands with the parties."""
    parties = {party.get("id"): party for party in _list(release, "parties")}
    given = [one for one in organisations if isinstance(one, dict)]
    ids = [str(one["id"]) for one in given if is_id(one.get("id"))]
    names = [one.get("name") or parties.get(one.get("id"), {}).get("name") for one in given]
    # What has no id is there again after each release.
    return "; ".join(dict.fromkeys(ids)) or None, "; ".join(dict.fromkeys(map(str, filter(None, names)))) or None


def _list(owner: Any, name: str) -> list[dict[str, Any]]:
    found = owner.get(name) if isinstance(owner, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _index(identifiers: list[str], identifier: Any) -> int | None:
    return identifiers.index(identifier) if identifiers.count(identifier) == 1 else None


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"
