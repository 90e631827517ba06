"""The lawfulness class of every euro, worked out with `decimal` and `datetime` from the rows of the deliveries."""

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, getcontext
from itertools import pairwise
from pathlib import Path

getcontext().prec = 60
CENT = Decimal("0.01")
DAY = dt.timedelta(days=1)
Row = dict[str, str]

# The order in which a euro gets its class: the first that applies.
ORDER = (
    "uncertain_no_contract",
    "unlawful_direct_award",
    "unlawful_extension",
    "unlawful_over_ceiling",
    "uncertain_not_testable",
    "lawful_review_clause",
    "lawful_additional",
    "lawful_de_minimis",
    "lawful",
)
# Directive 2014/24/EU art. 4 as revised every two years; EUR net: central, sub-central, works.
THRESHOLDS = (
    (2010, 2011, "125000", "193000", "4845000"),
    (2012, 2013, "130000", "200000", "5000000"),
    (2014, 2015, "134000", "207000", "5186000"),
    (2016, 2017, "135000", "209000", "5225000"),
    (2018, 2019, "144000", "221000", "5548000"),
    (2020, 2021, "139000", "214000", "5350000"),
    (2022, 2023, "140000", "215000", "5382000"),
    (2024, 2025, "143000", "221000", "5538000"),
    (2026, 2027, "140000", "216000", "5404000"),
)
PASS, FAIL, NOT_TESTABLE = "pass", "fail", "not_testable"
CLASS_OF_GROUND = {
    "review_clause": "lawful_review_clause",
    "additional": "lawful_additional",
    "unforeseen": "lawful_additional",
    "de_minimis": "lawful_de_minimis",
    "none": "lawful_de_minimis",
    "successor": "lawful",
}


def rounded(amount: Decimal) -> Decimal:
    """To the cent, halves away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def money(row: Row, column: str) -> Decimal | None:
    return Decimal(row[column]) if row.get(column) else None


def day(row: Row, column: str) -> dt.date | None:
    return dt.date.fromisoformat(row[column]) if row.get(column) else None


def read(folder: Path, source: str) -> list[Row]:
    """All rows of the files that are named after the source, or after what a delivery calls it."""
    rows: list[Row] = []
    for path in sorted(folder.rglob("*.csv")):
        if path.stem == source or (source == "contract_spend" and path.stem == "ledger"):
            with path.open(encoding="utf-8", newline="") as stream:
                rows += csv.DictReader(stream)
    return rows


@dataclass(frozen=True)
class Band:
    """Net spend of a contract that an amendment covers: above `low`, up to `high`."""

    low: Decimal
    high: Decimal
    lawfulness_class: str


@dataclass
class Part:
    """The days of a line between two borders."""

    start: dt.date
    end: dt.date
    gross: Decimal | None
    net: Decimal | None


@dataclass
class Piece:
    """Euros of one line that have one class, over the days from `start` up to `end`."""

    row: Row
    start: dt.date
    end: dt.date
    line_id: str
    year: int
    lawfulness_class: str
    status: str
    gross: Decimal | None
    is_counted: bool = True


def threshold_of(row: Row) -> Decimal | None:
    """The threshold that holds on the day of award."""
    awarded = day(row, "award_date")
    for first, last, central, sub_central, works in THRESHOLDS:
        if awarded and first <= awarded.year <= last:
            if row["nature"] == "works":
                return Decimal(works)
            if row["nature"] in ("supplies", "services"):
                authority = {"central": central, "sub_central": sub_central}.get(row["authority_type"])
                return Decimal(authority) if authority else None
    return None


def root_of(row: Row, register: dict[str, Row]) -> Row:
    """The agreement that a call-off falls under, or the row itself. Call-offs in a ring have none."""
    seen = {row["contract_id"]}
    while row["contract_type"] == "call_off" and (above := register.get(row["parent_contract_id"])):
        if above["contract_id"] in seen:
            return {}
        row = above
        seen.add(row["contract_id"])
    return row


Spent = tuple[str, Decimal | None]


class Contract:
    """A contract as the register has it, with what its amendments come to, and the net sums spent on it."""

    def __init__(self, row: Row, amendments: Iterable[Row], register: dict[str, Row], spent: list[Spent]) -> None:
        self.row = row
        self.id = row["contract_id"]
        self.root = root_of(row, register)
        self.amendments = sorted(amendments, key=lambda a: (a["amendment_date"], a["amendment_id"]))
        self.original = money(row, "original_value_net")
        self.measure = money(row, "indexed_value_net") or self.original
        self.at_threshold = self._at_threshold()
        self.decreased = self._decreased()
        self.verdicts = self._amendment_verdicts()
        self.base_end = day(row, "max_extent_date") or day(row, "end_date")
        self.signed_in_doubt: set[str] = set()
        self.gained = self._gained_terms()
        for place, amendment in enumerate(self.amendments):
            if amendment["amendment_id"] in self.signed_in_doubt and self.verdicts[place] == PASS:
                self.verdicts[place] = NOT_TESTABLE
        self.is_small = self._is_small(spent)
        self.agreed_value: Decimal | None = None
        self.bands = self._bands()
        self.doubt_from = self._doubt_from()

    def _estimate(self) -> Decimal:
        """The most that the register says of the contract and of what it falls under; at least zero."""
        values = ("estimated_value_net", "maximum_value_net", "original_value_net")
        return max(money(row, name) or Decimal(0) for row in (self.row, self.root) for name in values)

    def _is_value_known(self) -> bool:
        values = ("estimated_value_net", "maximum_value_net", "original_value_net")
        below_another = self.root.get("contract_type") == "call_off"
        return self.original is not None and not below_another and any(self.root.get(name) for name in values)

    def _running(self) -> Iterator[Decimal | None]:
        """The changes added up, amendment by amendment; None from the first that is not known."""
        total: Decimal | None = Decimal(0)
        for amendment in self.amendments:
            delta = money(amendment, "value_delta_net")
            total = None if total is None or delta is None else total + delta
            yield total

    def _at_threshold(self) -> list[bool | None]:
        """Per amendment: whether the whole has come to the threshold; None where nobody can say."""
        threshold = threshold_of(self.root)
        reached, states = False, list[bool | None]()
        for total in self._running():
            if threshold is not None:
                value = self.original or Decimal(0)
                reached = (
                    reached or self._estimate() >= threshold or (total is not None and value + total >= threshold)
                )
            known = self._is_value_known() and total is not None and threshold is not None
            states.append(True if reached else False if known else None)
        return states

    def _decreased(self) -> list[bool]:
        """Per amendment: whether the changes so far take off as much as R3 lets them add, or may do so."""
        percent = 15 if self.row["nature"] == "works" else 10
        return [
            total is not None and total < 0 and (self.measure is None or -total * 100 >= self.measure * percent)
            for total in self._running()
        ]

    def _is_small(self, spent: list[Spent]) -> bool:
        """Whether all that was agreed and spent is known to stay below the threshold."""
        threshold = threshold_of(self.root)
        totals = list(self._running())
        if threshold is None or not self._is_value_known() or None in totals or self._estimate() >= threshold:
            return False
        highest = max([Decimal(0), *(total for total in totals if total is not None)])
        if (self.original or Decimal(0)) + highest >= threshold:
            return False
        if any(net is None for _, net in spent):
            return False
        worlds: dict[str, Decimal] = defaultdict(Decimal)
        for world, net in spent:
            worlds[world] += net or Decimal(0)
        facts = worlds.pop("", Decimal(0))
        return facts + max([Decimal(0), *worlds.values()]) < threshold

    def threshold(self) -> Decimal | None:
        return threshold_of(self.row)

    def direct_award(self) -> str:
        """R8 of the contract by itself."""
        method = self.row["procurement_method"]
        if method in ("open", "restricted", "negotiated"):
            return PASS
        # Asked of a call-off itself only where nothing above it is on file.
        if self.row["contract_type"] == "call_off":
            return NOT_TESTABLE
        if method == "mini_competition":
            return PASS
        threshold = self.threshold()
        with_options = [money(self.row, name) for name in ("estimated_value_net", "maximum_value_net")]
        estimates = [value for value in (*with_options, self.original) if value is not None]
        if method not in ("direct", "negotiated_without_notice") or not estimates or threshold is None:
            return NOT_TESTABLE
        totals = list(self._running())
        if self.original is not None:
            estimates += [self.original + total for total in totals if total is not None]
        if max(estimates) < threshold and totals and (None in totals or self.original is None):
            return NOT_TESTABLE
        if max(estimates) < threshold:
            # The value at award leaves the options out.
            return NOT_TESTABLE if with_options == [None, None] else PASS
        return FAIL if method == "direct" else NOT_TESTABLE

    def lawful_end(self) -> dt.date | None:
        return self.gained[-1][1] if self.gained else self.base_end

    def _amendment_verdicts(self) -> list[str]:
        """R2 to R7, an amendment at a time, in the order of time."""
        verdicts = []
        small_changes: Decimal | None = Decimal(0)
        for amendment in self.amendments:
            ground, delta = amendment["modification_ground"], money(amendment, "value_delta_net")
            if ground == "review_clause":
                verdicts.append(PASS if amendment.get("evidence_reference") else NOT_TESTABLE)
            elif ground == "successor":
                verdicts.append(self._succession(bool(amendment.get("evidence_reference"))))
            elif ground in ("additional", "unforeseen"):
                if delta is None or self.measure is None:
                    verdicts.append(NOT_TESTABLE)
                else:
                    verdicts.append(PASS if delta * 2 <= self.measure else FAIL)
            elif ground in ("de_minimis", "none"):
                small_changes = None if small_changes is None or delta is None else small_changes + delta
                verdicts.append(self._de_minimis(small_changes))
            else:
                verdicts.append(NOT_TESTABLE)
        return [
            PASS if at is False else NOT_TESTABLE if down or (at is None and verdict == FAIL) else verdict
            for verdict, at, down in zip(verdicts, self.at_threshold, self.decreased, strict=True)
        ]

    def _succession(self, has_evidence: bool) -> str:
        """R6: what was never tendered can't be passed on."""
        method = self.root.get("procurement_method")
        if method in ("direct", "negotiated_without_notice", "mini_competition"):
            under_nothing = self.root["contract_type"] == "call_off"
            if under_nothing or method == "mini_competition":
                return PASS if has_evidence and not under_nothing else NOT_TESTABLE
            return FAIL
        return PASS if has_evidence and method in ("open", "restricted", "negotiated") else NOT_TESTABLE

    def _class_of(self, place: int) -> str:
        """The class of what rests on an amendment that passes."""
        if self.at_threshold[place] is False:
            return "lawful"
        return CLASS_OF_GROUND[self.amendments[place]["modification_ground"]]

    def _de_minimis(self, changes: Decimal | None) -> str:
        threshold = self.threshold()
        percent = 15 if self.row["nature"] == "works" else 10
        if changes is not None:
            too_much = threshold is not None and changes >= threshold
            # Which percentage holds depends on what is bought.
            if self.measure is not None and self.row["nature"]:
                too_much = too_much or changes * 100 >= self.measure * percent
            if too_much:
                return FAIL
        return NOT_TESTABLE if changes is None or threshold is None or self.measure is None else PASS

    def _gained_terms(self) -> list[tuple[dt.date, dt.date, str]]:
        """Last day before, new last day and class of each term that an amendment added, or may have added."""
        gained: list[tuple[dt.date, dt.date, str]] = []
        end = certain = self.base_end
        agreed = day(self.row, "end_date")
        for place, (amendment, verdict) in enumerate(zip(self.amendments, self.verdicts, strict=True)):
            new_end = day(amendment, "new_end_date")
            signed = amendment["amendment_date"]
            # Article 72 is about contracts during their term: what is signed after it moves nothing.
            in_term = end is not None and signed <= end.isoformat()
            in_doubt = certain is not None and signed > certain.isoformat()
            if in_term and in_doubt:
                self.signed_in_doubt.add(amendment["amendment_id"])
            if self.decreased[place] and self.at_threshold[place] is not False:
                continue
            if end and new_end and new_end > end and in_term and verdict != FAIL:
                lawfulness_class = "uncertain_not_testable"
                if verdict == PASS and not in_doubt:
                    lawfulness_class = self._class_of(place)
                    certain = new_end
                gained.append((end, new_end, lawfulness_class))
                end = new_end
            elif end and new_end and agreed and new_end < min(end, agreed) and in_term:
                # Ended earlier than agreed, on any ground; the days up to the signature have been.
                end = max(new_end, dt.date.fromisoformat(signed))
                certain = min(certain, end) if certain else None
                gained = [(before, min(last, end), name) for before, last, name in gained if before < end]
                self.base_end = min(self.base_end, end) if self.base_end else None
            agreed = new_end or agreed
        return gained

    def _bands(self) -> list[Band]:
        bands: list[Band] = []
        if self.original is None:
            return bands
        top = self.original
        for place, (amendment, verdict) in enumerate(zip(self.amendments, self.verdicts, strict=True)):
            delta = money(amendment, "value_delta_net") or Decimal(0)
            if delta > 0:
                if verdict == PASS:
                    lawfulness_class = self._class_of(place)
                else:
                    lawfulness_class = "unlawful_extension" if verdict == FAIL else "uncertain_not_testable"
                bands.append(Band(top, top + delta, lawfulness_class))
            top += delta
            # A decrease takes back what was agreed above it.
            bands = [Band(b.low, min(b.high, top), b.lawfulness_class) for b in bands if b.low < top]
        self.agreed_value = top
        return bands

    def _has_doubtful_increase(self) -> bool:
        return any(
            verdict != PASS and (money(amendment, "value_delta_net") or 0) > 0
            for amendment, verdict in zip(self.amendments, self.verdicts, strict=True)
        )

    def _doubt_from(self) -> dt.date | None:
        """The first amendment of which nobody can say which euros it is about."""
        for place, (amendment, verdict) in enumerate(zip(self.amendments, self.verdicts, strict=True)):
            ground, delta = amendment["modification_ground"], money(amendment, "value_delta_net")
            maybe_substantial = ground in ("", "non_substantial") or self.decreased[place]
            # An unknown value that is lawful whatever it is still shifts an increase that may not be.
            unknown_value = delta is None and (verdict != PASS or self._has_doubtful_increase())
            no_place = verdict != PASS and delta is not None and delta > 0 and self.original is None
            if (
                unknown_value
                or no_place
                or (verdict == NOT_TESTABLE and (ground == "successor" or maybe_substantial))
            ):
                return day(amendment, "amendment_date")
        return None


class Portfolio:
    """The rows of one publication, and the class of each of its euros."""

    def __init__(self, folder: Path, as_of: dt.date, lines: list[Row] | None = None) -> None:
        by_contract: dict[str, list[Row]] = defaultdict(list)
        for row in read(folder, "contract_amendments"):
            by_contract[row["contract_id"]].append(row)
        self.lines = read(folder, "contract_spend") if lines is None else lines
        register = {row["contract_id"]: row for row in read(folder, "contracts")}
        spent: dict[str, list[Spent]] = defaultdict(list)
        for row in self.lines:
            spent[row.get("contract_id") or ""].append((row.get("scenario_id") or "", self.amounts(row)[1]))
        self.contracts = {
            name: Contract(row, by_contract[name], register, spent[name]) for name, row in register.items()
        }
        # Reported in full as a commitment, in their first year with lines.
        self.commitments = {
            name for name, c in self.contracts.items() if c.row.get("recognition_basis") == "commitment"
        }
        self.first_year: dict[tuple[str, str], int] = {}
        for row in self.lines:
            if (contract_id := row.get("contract_id") or "") in self.commitments:
                place = contract_id, row.get("scenario_id") or ""
                year = int(row["period_start"][:4])
                self.first_year[place] = min(year, self.first_year.get(place, year))
        self.assessed: dict[tuple[str, str], str] = {}
        for row in sorted(read(folder, "assessments"), key=lambda row: row["assessed_on"]):
            if row["assessed_on"] <= as_of.isoformat():
                self.assessed[row["subject_type"], row["subject_id"]] = row["lawfulness_class"]

    def above(self, contract: Contract) -> list[Contract]:
        """The contract and its parents, upwards."""
        chain: list[Contract] = []
        current: Contract | None = contract
        while current is not None and current not in chain:
            chain.append(current)
            current = self.contracts.get(current.row["parent_contract_id"])
        return chain

    def direct_award(self, contract: Contract) -> str:
        """R8; a call-off takes the verdict of what it is called off from."""
        parent = self.contracts.get(contract.row["parent_contract_id"])
        if contract.row["contract_type"] == "call_off" and parent is not None:
            return self.direct_award(parent)
        return contract.direct_award()

    def classified(self) -> Iterator[Piece]:
        """Every piece of every line, world by world: lines without a scenario are facts in all of them."""
        for world in sorted({row.get("scenario_id") or "" for row in self.lines}):
            spent: dict[str, Decimal] = defaultdict(Decimal)
            unknown: set[str] = set()
            # Facts come first in every world.
            for facts in (True, False) if world else (True,):
                parts = [
                    (part.start, row["line_id"], place, row, part)
                    for row in self.lines
                    if (row.get("scenario_id") or "") == ("" if facts else world)
                    for place, part in enumerate(self._parts(row))
                ]
                for _, _, _, row, part in sorted(parts, key=lambda part: part[:3]):
                    pieces = list(self._part(row, part, world, spent, unknown))
                    if facts == (not world):
                        yield from pieces

    def year_of_commitment(self, row: Row, world: str) -> int | None:
        """The only year that counts of a contract that is reported in full; None for other contracts."""
        contract_id = row.get("contract_id") or ""
        worlds = {"", world} if row.get("scenario_id") else {""}
        years = [self.first_year[contract_id, w] for w in worlds if (contract_id, w) in self.first_year]
        return min(years, default=None)

    def amounts(self, row: Row) -> tuple[Decimal | None, Decimal | None]:
        """Including VAT and net, the one from the other where a rate is given."""
        net, gross, rate = money(row, "amount_net"), money(row, "amount_gross"), money(row, "vat_rate")
        if rate is None:
            return gross, net
        return (
            rounded(net * (1 + rate)) if gross is None and net is not None else gross,
            rounded(gross / (1 + rate)) if net is None and gross is not None else net,
        )

    def _part(
        self, row: Row, part: Part, world: str, spent: dict[str, Decimal], unknown: set[str]
    ) -> Iterator[Piece]:
        contract = self.contracts.get(row.get("contract_id") or "")
        assessed = self.assessed.get(("line", row["line_id"])) or self.assessed.get(
            ("contract", row.get("contract_id") or "")
        )
        scopes = [f"contract {contract.id}"] if contract else []
        frameworks = [c for c in self.above(contract) if c.row["contract_type"] == "framework"] if contract else []
        scopes += [f"framework {framework.id}" for framework in frameworks]
        only_year = self.year_of_commitment(row, world)
        counted = only_year is None or int(row["period_start"][:4]) == only_year
        if not counted:
            scopes, frameworks = [], []
        if part.net is None:
            # How far the sum had come until then.
            spent.update({f"known {scope}": spent[scope] for scope in scopes if scope not in unknown})
            unknown.update(scopes)
        asserted = None
        if contract and contract.row.get("asserted_class"):
            since = day(contract.row, "asserted_from")
            if since is None or since <= part.start:
                asserted = contract.row["asserted_class"]
        year = part.start.year if only_year is None else int(row["period_start"][:4])
        for computed, amount in self._computed(part, contract, frameworks, spent, unknown, counted):
            status = "assessed" if assessed else "asserted_by_source" if asserted else "computed"
            lawfulness_class = assessed or asserted or computed
            yield Piece(row, part.start, part.end, row["line_id"], year, lawfulness_class, status, amount, counted)
        for scope in scopes:
            spent[scope] += part.net or 0

    def _parts(self, row: Row) -> Iterator[Part]:
        """The line by days, cut where something about it can change."""
        contract = self.contracts.get(row.get("contract_id") or "")
        gross, net = self.amounts(row)
        start = dt.date.fromisoformat(row["period_start"])
        end = day(row, "period_end") or start + DAY
        borders = {dt.date(year, 1, 1) for year in range(start.year + 1, end.year + 1)}
        if contract and contract.id in self.commitments:
            borders = set()
        if contract:
            in_force = self._in_force_until(contract)
            borders |= {in_force + DAY} if in_force else set()
            borders |= {border for border in (day(contract.row, "asserted_from"), contract.doubt_from) if border}
            if contract.base_end:
                borders.add(contract.base_end + DAY)
            borders |= {new_end + DAY for _, new_end, _ in contract.gained}
        cuts = [start, *sorted(border for border in borders if start < border < end), end]
        for first, last in pairwise(cuts):
            yield Part(
                first,
                last,
                between(gross, (first - start).days, (last - start).days, (end - start).days),
                between(net, (first - start).days, (last - start).days, (end - start).days),
            )

    def _in_force_until(self, contract: Contract) -> dt.date | None:
        """The last day in force: of the contract, or the latest of those that carry the same platform."""
        own = day(contract.row, "current_end_date")
        platform = contract.row.get("platform_id")
        if own or not platform:
            return own
        same = [c for c in self.contracts.values() if c.row.get("platform_id") == platform]
        return max((end for c in same if (end := day(c.row, "current_end_date"))), default=None)

    def _computed(
        self,
        part: Part,
        contract: Contract | None,
        frameworks: list[Contract],
        spent: dict[str, Decimal],
        unknown: set[str],
        counted: bool,
    ) -> Iterator[tuple[str, Decimal | None]]:
        """The computed class of each stretch of a part, with its amount including VAT."""
        if contract is None:
            yield "uncertain_no_contract", part.gross
            return
        always = set(self._classes_of_part(part, contract, frameworks, unknown))
        ceilings = []
        for framework in frameworks:
            maximum = money(framework.row, "maximum_value_net")
            scope = f"framework {framework.id}"
            if maximum is not None and scope not in unknown:
                ceilings.append(maximum - spent[scope])
            elif maximum is not None and spent[f"known {scope}"] > maximum:
                always.add("unlawful_over_ceiling")
        bands = []
        limits = []
        if counted and f"contract {contract.id}" not in unknown:
            before = spent[f"contract {contract.id}"]
            if self._rests_on_a_limit(part, contract) and contract.agreed_value is not None:
                limits.append(contract.agreed_value - before)
            bands = [Band(b.low - before, b.high - before, b.lawfulness_class) for b in contract.bands]
        net = part.net or Decimal(0)
        low, high = min(net, Decimal(0)), max(net, Decimal(0))
        turns = {*ceilings, *limits, *(b.low for b in bands), *(b.high for b in bands)}
        cuts = [low, *sorted(turn for turn in turns if low < turn < high), high]
        for first, last in pairwise(cuts):
            classes = set(always)
            if first == last:
                over = any(first > ceiling for ceiling in ceilings)
                beyond = any(first > limit for limit in limits)
                classes |= {b.lawfulness_class for b in bands if b.low < first <= b.high}
            else:
                over = any(first >= ceiling for ceiling in ceilings)
                beyond = any(first >= limit for limit in limits)
                classes |= {b.lawfulness_class for b in bands if b.low <= first and last <= b.high}
            if over:
                classes.add("unlawful_over_ceiling")
            if beyond:
                classes.add("uncertain_not_testable")
            yield min(classes, key=ORDER.index), _stretch(part.gross, net, first, last)

    @staticmethod
    def _rests_on_a_limit(part: Part, contract: Contract) -> bool:
        """Whether the days were gained by a change that may add so much value and no more."""
        return any(
            before < part.start <= new_end and lawfulness_class in ("lawful_additional", "lawful_de_minimis")
            for before, new_end, lawfulness_class in contract.gained
        )

    def _classes_of_part(
        self, part: Part, contract: Contract, frameworks: list[Contract], unknown: set[str]
    ) -> Iterator[str]:
        """The classes that hold for all euros of a part, whatever was spent before."""
        yield "lawful"
        direct = self.direct_award(contract)
        if direct == FAIL:
            yield "unlawful_direct_award"
        lawful_end = contract.lawful_end()
        if lawful_end and part.start > lawful_end and not contract.is_small:
            yield "unlawful_extension"
        for before, new_end, lawfulness_class in contract.gained:
            if before < part.start <= new_end:
                yield lawfulness_class
        no_framework = contract.row["contract_type"] == "call_off" and not any(
            above.row["contract_type"] == "framework" for above in self.above(contract)
        )
        if (
            direct == NOT_TESTABLE
            or (lawful_end is None and not contract.is_small)
            or no_framework
            or any(money(framework.row, "maximum_value_net") is None for framework in frameworks)
            or any(f"framework {framework.id}" in unknown for framework in frameworks)
            or (contract.bands and f"contract {contract.id}" in unknown)
            or (self._rests_on_a_limit(part, contract) and f"contract {contract.id}" in unknown)
            or (contract.doubt_from and contract.doubt_from <= part.start)
        ):
            yield "uncertain_not_testable"


def between(amount: Decimal | None, first: int, last: int, total: int) -> Decimal | None:
    if amount is None:
        return None
    return rounded(amount * last / total) - rounded(amount * first / total)


def _stretch(gross: Decimal | None, net: Decimal, first: Decimal, last: Decimal) -> Decimal | None:
    """The amount including VAT of the net euros from `first` to `last`, counted from zero towards `net`."""
    if gross is None or net == 0:
        return gross
    near, far = (first, last) if net > 0 else (last, first)
    return rounded(gross * far / net) - rounded(gross * near / net)


def amounts_by_line(pieces: Iterable[Piece]) -> dict[tuple[str, int, str, str], Decimal]:
    """Cents that are not zero, per line, year, class and status; unknown amounts are left out."""
    sums: dict[tuple[str, int, str, str], Decimal] = defaultdict(Decimal)
    for piece in pieces:
        sums[piece.line_id, piece.year, piece.lawfulness_class, piece.status] += piece.gross or 0
    return {key: amount for key, amount in sums.items() if amount}
