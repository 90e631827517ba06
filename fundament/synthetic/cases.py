"""Contracts built from named patterns, each with the class of every euro known from how it was built.

A pattern takes one or more contract numbers. The bulk lines of those contracts (see `bulk.py`) lie before the
`anchor`; the lines that matter follow it. Amounts are whole cents. What a pattern expects follows from its own
construction; the rules are not computed here.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fundament.synthetic.base import BULK_MONTHS, contract_id, mixed, months_later, start_of

NO_CONTRACT, DIRECT, EXTENSION, OVER = (
    "uncertain_no_contract",
    "unlawful_direct_award",
    "unlawful_extension",
    "unlawful_over_ceiling",
)
NOT_TESTABLE = "uncertain_not_testable"
REVIEW, ADDITIONAL, DE_MINIMIS, LAWFUL = "lawful_review_clause", "lawful_additional", "lawful_de_minimis", "lawful"
DAY = dt.timedelta(days=1)

# First year of two, and the thresholds net of VAT in EUR: central, sub-central, works.
THRESHOLDS = {
    2018: (144_000, 221_000, 5_548_000),
    2020: (139_000, 214_000, 5_350_000),
    2022: (140_000, 215_000, 5_382_000),
    2024: (143_000, 221_000, 5_538_000),
    2026: (140_000, 216_000, 5_404_000),
}


def up_to(amount: int, taken: int, total: int) -> int:
    """The first `taken` of `total` equal shares of an amount, to the cent, halves away from zero."""
    whole = (2 * abs(amount) * taken + total) // (2 * total)
    return whole if amount >= 0 else -whole


def with_vat(net: int, vat_pct: int) -> int:
    """An amount including VAT, to the cent."""
    return up_to(net, 100 + vat_pct, 100)


@dataclass
class Line:
    """A spend line, and the class and year of each of its cents including VAT, where that amount is known.

    `stated` is the class of all of it before assessments, where a person judged otherwise.
    """

    contract: str | None
    start: dt.date
    end: dt.date
    net: int | None
    gross: int | None
    vat_pct: int | None
    expected: dict[tuple[str, int], int]
    scenario: str | None = None
    measure_type: str = "realised"
    line_id: str = ""
    stated: str = ""


@dataclass
class Case:
    """Contracts of one pattern with their amendments, lines and assessments, and the class of their bulk lines."""

    pattern: str
    numbers: list[int]
    bulk_net: int
    anchor: dt.date
    pick: Callable[[], int]
    contracts: list[dict] = field(default_factory=list)
    amendments: list[dict] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    assessments: list[dict] = field(default_factory=list)
    bulk_class: str = LAWFUL
    bulk_classes: dict[int, str] = field(default_factory=dict)
    counts_first_year_only: bool = False

    def bulk_class_of(self, number: int) -> str:
        """The class of the bulk lines of one of the contracts."""
        return self.bulk_classes.get(self.numbers.index(number), self.bulk_class)

    @property
    def end(self) -> dt.date:
        """Last day of the term: six months after the anchor."""
        return months_later(self.anchor, 6) - DAY

    def amount(self) -> int:
        """A net amount with odd cents, from 1,000 to 33,768 EUR."""
        return 100_000 + self.pick() * 50 + self.pick() % 50

    def contract(self, index: int = 0, **values: Any) -> dict:
        """Add the contract of this number to the register: lawful unless `values` say otherwise."""
        number = self.numbers[index]
        start = start_of(number)
        row = {
            "contract_id": contract_id(number),
            "contract_name": f"Synthetic contract {number}, {self.pattern}",
            "supplier_id": f"SYN-S{number % 97:03d}",
            "supplier_name": f"Synthetic supplier {number % 97}",
            "contract_type": "contract",
            "procurement_method": "open",
            "authority_type": "central",
            "nature": "services",
            "award_date": start,
            "start_date": start,
            "end_date": self.end,
            "current_end_date": self.end,
            "recognition_basis": "expense",
            **values,
        }
        self.contracts.append(row)
        return row

    def threshold(self, row: dict) -> int:
        """The threshold in cents that holds for a contract."""
        year = row["award_date"].year
        central, sub_central, works = THRESHOLDS[year - year % 2]
        if row["nature"] == "works":
            return works * 100
        return (central if row["authority_type"] == "central" else sub_central) * 100

    def amend(self, ground: str, day: dt.date, index: int = 0, **values: Any) -> None:
        """Add an amendment."""
        row = {"contract_id": contract_id(self.numbers[index]), "modification_ground": ground}
        self.amendments.append({**row, "amendment_date": day, **values})

    def spend(
        self,
        start: dt.date,
        days: int,
        net: int,
        shares: list[tuple[int, str]],
        by: str = "days",
        index: int | None = 0,
        vat_pct: int = 21,
        scenario: str | None = None,
        measure_type: str = "realised",
    ) -> Line:
        """Add a line of that many days and that net amount.

        `shares` says where each class ends, counted in days from the start or in cents net. A line by days
        is cut at the turn of a year as well; a line by value must lie in one year.
        """
        end = start + days * DAY
        gross = with_vat(net, vat_pct)
        total = days if by == "days" else abs(net)
        turn = (dt.date(start.year + 1, 1, 1) - start).days
        expected: dict[tuple[str, int], int] = {}
        done = 0
        for upto, lawfulness_class in shares:
            borders = [turn, upto] if by == "days" and done < turn < upto else [upto]
            for border in borders:
                year = start.year + (1 if by == "days" and border > turn else 0)
                piece = up_to(gross, border, total) - up_to(gross, done, total)
                key = (lawfulness_class, year)
                expected[key] = expected.get(key, 0) + piece
                done = border
        assert done == total, f"{self.pattern}: the shares do not make up the line"
        contract = None if index is None else contract_id(self.numbers[index])
        line = Line(contract, start, end, net, gross, vat_pct, expected, scenario, measure_type)
        self.lines.append(line)
        return line

    def whole(
        self,
        start: dt.date,
        days: int,
        lawfulness_class: str,
        net: int | None = None,
        index: int | None = 0,
        vat_pct: int = 21,
    ) -> Line:
        """Add a line of one class, by default with an odd amount."""
        return self.spend(start, days, net or self.amount(), [(days, lawfulness_class)], "days", index, vat_pct)

    def whole_without(self, missing: str, *arguments: Any, **values: Any) -> None:
        """Add a line of which one amount is not given, and for `net` and `gross` no rate to compute it with."""
        line = self.whole(*arguments, **values)
        if missing == "gross":
            line.gross, line.expected = None, {}
        else:
            line.net = None
        if missing != "net_with_rate":
            line.vat_pct = None

    def month(self, number: int, day: int = 1) -> dt.date:
        """A day of the n-th month after the anchor."""
        return months_later(self.anchor, number) + (day - 1) * DAY


Pattern = Callable[[Case], None]
PATTERNS: list[tuple[int, Pattern]] = []


def pattern(size: int = 1) -> Callable[[Pattern], Pattern]:
    """Register a pattern that takes that many contracts."""

    def register(function: Pattern) -> Pattern:
        PATTERNS.append((size, function))
        return function

    return register


@pattern()
def lawful(case: Case) -> None:
    """An open procedure, spend up to the last day, and a credit."""
    case.contract()
    case.whole(case.month(0), 20, LAWFUL)
    case.whole(case.month(1), 1, LAWFUL, net=-case.amount())
    case.whole(case.end, 1, LAWFUL, vat_pct=9)


@pattern()
def extended_past_lawful_end(case: Case) -> None:
    """In force for a year more than its options allow; one line straddles the last lawful day, one the year."""
    lawful_end = case.month(2) - DAY
    in_force = months_later(case.anchor, 14) - DAY
    case.contract(end_date=case.anchor - DAY, max_extent_date=lawful_end, current_end_date=in_force)
    lawful_days = (case.month(2) - case.month(1, 20)).days
    case.spend(case.month(1, 20), 30, case.amount(), [(lawful_days, LAWFUL), (30, EXTENSION)])
    case.whole(lawful_end, 1, LAWFUL)
    case.whole(lawful_end + DAY, 1, EXTENSION, vat_pct=9)
    case.whole(case.month(4), 1, EXTENSION, net=-case.amount() // 7)
    case.spend(dt.date(case.anchor.year + 1, 12, 11), 37, case.amount(), [(37, EXTENSION)])


@pattern()
def options_without_review(case: Case) -> None:
    """The option years count as lawful; the base term alone would not reach."""
    case.contract(end_date=case.anchor - DAY, max_extent_date=case.end)
    case.whole(case.month(3), 25, LAWFUL)


@pattern()
def no_end_on_file(case: Case) -> None:
    """Nothing says when it lawfully ends; a current end date is no proof."""
    case.contract(end_date=None)
    case.whole(case.month(1), 10, NOT_TESTABLE)
    case.bulk_class = NOT_TESTABLE


def _direct(case: Case, over: int, lawfulness_class: str, **values: Any) -> None:
    row = case.contract(procurement_method="direct", **values)
    row["estimated_value_net"] = case.threshold(row) + over
    case.whole(case.month(0), 15, lawfulness_class)
    case.whole(case.month(2), 15, lawfulness_class, vat_pct=9)
    case.bulk_class = lawfulness_class


@pattern()
def direct_award_at_threshold(case: Case) -> None:
    """Exactly the threshold: at or above is unlawful."""
    _direct(case, 0, DIRECT)


@pattern()
def direct_award_below_threshold(case: Case) -> None:
    """One cent below the threshold."""
    _direct(case, -1, LAWFUL)


@pattern()
def direct_award_above_threshold(case: Case) -> None:
    """One cent above the threshold of a sub-central authority."""
    _direct(case, 1, DIRECT, authority_type="sub_central")


@pattern()
def direct_award_of_works(case: Case) -> None:
    """Far above the threshold for services, one cent below that for works."""
    _direct(case, -1, LAWFUL, nature="works", authority_type=None)


@pattern()
def direct_award_and_late(case: Case) -> None:
    """A direct award that also ran past its end: the direct award comes first in the order."""
    _direct(case, 1_000_000, DIRECT)
    case.whole(case.month(7), 9, DIRECT)


@pattern()
def direct_award_without_estimate(case: Case) -> None:
    """A direct award of which nobody noted the estimate."""
    case.contract(procurement_method="direct")
    case.whole(case.month(0), 15, NOT_TESTABLE)
    case.whole(case.month(7), 3, EXTENSION)
    case.bulk_class = NOT_TESTABLE


@pattern()
def direct_award_by_original_value(case: Case) -> None:
    """Only the value at award is known, and it is below: options may take it above the threshold."""
    row = case.contract(procurement_method="direct")
    row["original_value_net"] = case.threshold(row) - 1
    case.whole(case.month(0), 15, NOT_TESTABLE)
    case.bulk_class = NOT_TESTABLE


@pattern(2)
def direct_award_of_a_framework(case: Case) -> None:
    """Estimated below the threshold, with a maximum that is exactly the threshold: unlawful, call-offs and all."""
    row = case.contract(contract_type="framework", procurement_method="direct")
    row["estimated_value_net"], row["maximum_value_net"] = 100, case.threshold(row)
    under: dict[str, Any] = {"contract_type": "call_off", "parent_contract_id": row["contract_id"]}
    case.contract(1, procurement_method="mini_competition", **under)
    case.whole(case.month(0), 15, DIRECT, index=1)
    case.bulk_class = DIRECT


@pattern()
def direct_award_as_commitment(case: Case) -> None:
    """Reported in full as a commitment: lines of later years have their class and are not counted again."""
    row = case.contract(procurement_method="direct", recognition_basis="commitment")
    row["estimated_value_net"] = case.threshold(row)
    case.counts_first_year_only = True
    case.bulk_class = DIRECT
    # Over the turn of the year, and not cut there.
    line = case.whole(dt.date(case.anchor.year, 12, 20), 30, DIRECT)
    assert line.gross is not None
    line.expected = {(DIRECT, case.anchor.year): line.gross}


@pattern()
def method_unknown(case: Case) -> None:
    """Nobody knows how it was awarded."""
    case.contract(procurement_method="unknown", estimated_value_net=99_00)
    case.whole(case.month(0), 15, NOT_TESTABLE)
    case.bulk_class = NOT_TESTABLE


@pattern(2)
def bridging(case: Case) -> None:
    """A bridging contract awarded directly after another ended."""
    case.contract()
    row = case.contract(1, contract_type="bridging", procurement_method="direct")
    row["estimated_value_net"] = case.threshold(row) * 3
    case.whole(case.month(0), 15, LAWFUL)
    case.whole(case.month(1), 15, DIRECT, index=1)
    case.bulk_classes[1] = DIRECT


@pattern(3)
def framework_over_ceiling(case: Case) -> None:
    """Two call-offs cross the maximum in the middle of a line, a credit brings them back, and they cross again."""
    room, over = 123_457, 765_432
    framework = contract_id(case.numbers[0])
    case.contract(contract_type="framework", maximum_value_net=case.bulk_net + room)
    for index in (1, 2):
        case.contract(
            index, contract_type="call_off", parent_contract_id=framework, procurement_method="mini_competition"
        )
    case.spend(case.month(0), 10, room + over, [(room, LAWFUL), (room + over, OVER)], "net", 1)
    case.whole(case.month(1), 10, OVER, net=222_201, index=2, vat_pct=9)
    # The credit takes back all that was over, and 1,000.01 more.
    credit = over + 222_201 + 100_001
    case.spend(case.month(2), 10, -credit, [(credit - 100_001, OVER), (credit, LAWFUL)], "net", 2)
    case.spend(case.month(3), 10, 300_003, [(100_001, LAWFUL), (300_003, OVER)], "net", 1, vat_pct=9)
    case.whole(case.month(4), 5, OVER, index=0)


@pattern(2)
def framework_at_ceiling(case: Case) -> None:
    """Exactly the maximum is not above it; one cent more is."""
    framework = contract_id(case.numbers[0])
    case.contract(contract_type="framework", maximum_value_net=case.bulk_net + 500_000)
    case.contract(1, contract_type="call_off", parent_contract_id=framework, procurement_method="direct")
    case.whole(case.month(0), 10, LAWFUL, net=500_000, index=1)
    case.spend(case.month(1), 1, 1, [(1, OVER)], "net", 1)
    case.spend(case.month(2), 1, -1, [(1, OVER)], "net", 1)


@pattern(2)
def framework_without_maximum(case: Case) -> None:
    """No maximum stated: nothing under it can be tested against one."""
    framework = contract_id(case.numbers[0])
    case.contract(contract_type="framework")
    case.contract(1, contract_type="call_off", parent_contract_id=framework, procurement_method="mini_competition")
    case.whole(case.month(0), 10, NOT_TESTABLE, index=1)
    case.whole(case.month(7), 10, EXTENSION, index=1)
    case.bulk_class = NOT_TESTABLE


@pattern(2)
def framework_longer_than_four_years(case: Case) -> None:
    """A term of more than four years is a verdict of its own and gives no class."""
    framework = contract_id(case.numbers[0])
    late = months_later(start_of(case.numbers[0]), 72) - DAY
    case.contract(contract_type="framework", end_date=late, maximum_value_net=case.bulk_net + 90_000_000)
    case.contract(1, contract_type="call_off", parent_contract_id=framework, procurement_method="mini_competition")
    case.whole(case.month(0), 10, LAWFUL, index=1)


@pattern(3)
def framework_within_framework(case: Case) -> None:
    """The call-off falls under two frameworks: the lower one has room, the upper one has not."""
    upper, lower = (contract_id(number) for number in case.numbers[:2])
    case.contract(contract_type="framework", maximum_value_net=case.bulk_net + 40_000)
    case.contract(
        1, contract_type="framework", parent_contract_id=upper, maximum_value_net=case.bulk_net + 900_000_000
    )
    case.contract(2, contract_type="call_off", parent_contract_id=lower, procurement_method="mini_competition")
    case.spend(case.month(0), 10, 90_001, [(40_000, LAWFUL), (90_001, OVER)], "net", 2)


@pattern(2)
def framework_with_gross_only(case: Case) -> None:
    """An amount including VAT without a rate: from there on the maximum can't be tested."""
    framework = contract_id(case.numbers[0])
    case.contract(contract_type="framework", maximum_value_net=case.bulk_net + 100_000_000)
    case.contract(1, contract_type="call_off", parent_contract_id=framework, procurement_method="mini_competition")
    case.whole(case.month(0), 10, LAWFUL, index=1)
    case.whole_without("net", case.month(1), 10, NOT_TESTABLE, index=1)
    case.whole(case.month(2), 10, NOT_TESTABLE, index=1)


@pattern()
def call_off_without_framework(case: Case) -> None:
    """The framework agreement is not on file, so its maximum is not known."""
    case.contract(contract_type="call_off", procurement_method="mini_competition")
    case.whole(case.month(0), 10, NOT_TESTABLE)
    case.bulk_class = NOT_TESTABLE


@pattern(2)
def call_off_under_a_contract(case: Case) -> None:
    """What it names as its framework agreement is none."""
    parent = case.contract()["contract_id"]
    under: dict[str, Any] = {"contract_type": "call_off", "parent_contract_id": parent}
    case.contract(1, procurement_method="mini_competition", **under)
    case.whole(case.month(0), 10, NOT_TESTABLE, index=1)
    case.whole(case.month(0), 10, LAWFUL)
    case.bulk_classes[1] = NOT_TESTABLE


@pattern()
def gross_only(case: Case) -> None:
    """An amount including VAT without a rate, where no test needs the net amount."""
    case.contract()
    case.whole_without("net", case.month(0), 10, LAWFUL)


@pattern()
def net_only(case: Case) -> None:
    """A net amount without a rate: the amount including VAT is unknown."""
    case.contract()
    case.whole_without("gross", case.month(0), 10, LAWFUL)


@pattern()
def two_vat_rates(case: Case) -> None:
    """Three rates on one contract, and only amounts including VAT."""
    case.contract()
    for month, vat_pct in ((0, 21), (1, 9), (2, 0)):
        case.whole_without("net_with_rate", case.month(month), 10, LAWFUL, vat_pct=vat_pct)


def _value_changes(case: Case, changes: list[tuple[str, int, str]], original: int, **values: Any) -> None:
    """Amendments on top of an original value, and spend that fills each of their bands, a line per band."""
    case.contract(original_value_net=original, **values)
    case.spend(case.month(0), 10, original - case.bulk_net, [(original - case.bulk_net, LAWFUL)], "net")
    for step, (ground, delta, lawfulness_class) in enumerate(changes, start=1):
        case.amend(ground, case.month(0, 2 + step), value_delta_net=delta)
        case.spend(case.month(step), 10, delta, [(delta, lawfulness_class)], "net", vat_pct=9 if step % 2 else 21)


@pattern()
def de_minimis_below(case: Case) -> None:
    """Below ten percent of the original value, and below the threshold."""
    original = 100_000_000 + case.bulk_net // 1000 * 1000
    _value_changes(case, [("de_minimis", 9_999_999, DE_MINIMIS)], original)


@pattern()
def de_minimis_at_ten_percent(case: Case) -> None:
    """Exactly ten percent is not below ten percent."""
    original = case.bulk_net // 1000 * 1000 + 100_000_000
    _value_changes(case, [("de_minimis", original // 10, EXTENSION)], original)


@pattern()
def de_minimis_cumulative(case: Case) -> None:
    """Six percent, then five: the first stays lawful, the second breaks ten percent. A part lies beyond all."""
    original = case.bulk_net // 1000 * 1000 + 100_000_000
    # Where six percent would pass the threshold by itself, the second change breaks the threshold instead.
    first, second = min(original * 6 // 100, 10_000_000), original * 5 // 100
    _value_changes(case, [("de_minimis", first, DE_MINIMIS), ("de_minimis", second, EXTENSION)], original)
    case.whole(case.month(3), 4, LAWFUL)


@pattern()
def de_minimis_at_threshold(case: Case) -> None:
    """Below ten percent by far, and exactly the threshold."""
    start = start_of(case.numbers[0])
    threshold = THRESHOLDS[start.year - start.year % 2][0] * 100
    _value_changes(case, [("none", threshold, EXTENSION)], case.bulk_net + threshold * 100)


@pattern()
def de_minimis_of_works(case: Case) -> None:
    """Twelve percent is below the fifteen percent of works."""
    original = case.bulk_net // 1000 * 1000 + 600_000_000
    delta = min(original * 12 // 100, 500_000_000)
    _value_changes(case, [("de_minimis", delta, DE_MINIMIS)], original, nature="works")


@pattern()
def additional_at_fifty_percent(case: Case) -> None:
    """Exactly half of the original value, twice: per change, not added up."""
    original = case.bulk_net // 1000 * 1000 + 10_000_000
    half = original // 2
    _value_changes(case, [("additional", half, ADDITIONAL), ("unforeseen", half, ADDITIONAL)], original)


@pattern()
def additional_over_fifty_percent(case: Case) -> None:
    """One cent over half of the original value; a credit runs back through the band."""
    original = case.bulk_net // 1000 * 1000 + 10_000_000
    _value_changes(case, [("additional", original // 2 + 1, EXTENSION)], original)
    case.spend(case.month(2), 10, -100_003, [(100_003, EXTENSION)], "net")


@pattern()
def band_inside_a_line(case: Case) -> None:
    """One line runs from the original value through a lawful band and an unlawful one, and beyond."""
    original = case.bulk_net // 1000 * 1000 + 10_000_000
    case.contract(original_value_net=original)
    five = min(original * 5 // 100, 10_000_000)
    case.amend("de_minimis", case.month(0, 3), value_delta_net=five)
    case.amend("additional", case.month(0, 4), value_delta_net=original)
    below = original - case.bulk_net
    case.spend(
        case.month(1),
        10,
        below + five + original + 77_777,
        [
            (below, LAWFUL),
            (below + five, DE_MINIMIS),
            (below + five + original, EXTENSION),
            (below + five + original + 77_777, LAWFUL),
        ],
        "net",
    )


@pattern()
def review_clause_with_evidence(case: Case) -> None:
    """Extended under a review clause, with evidence; a line straddles both ends."""
    case.contract(current_end_date=months_later(case.anchor, 9) - DAY)
    case.amend(
        "review_clause",
        case.month(2),
        new_end_date=months_later(case.anchor, 9) - DAY,
        evidence_reference="synthetic evidence",
    )
    to_end = (case.month(6) - case.month(5, 10)).days
    case.spend(case.month(5, 10), to_end + 11, case.amount(), [(to_end, LAWFUL), (to_end + 11, REVIEW)])
    to_new = (case.month(9) - case.month(8, 5)).days
    case.spend(case.month(8, 5), to_new + 20, case.amount(), [(to_new, REVIEW), (to_new + 20, EXTENSION)])


@pattern()
def review_clause_without_evidence(case: Case) -> None:
    """Extended under a review clause, without evidence: nobody can say whether the lawful end moved."""
    case.contract(current_end_date=months_later(case.anchor, 9) - DAY)
    case.amend("review_clause", case.month(2), new_end_date=months_later(case.anchor, 9) - DAY, value_delta_net=0)
    case.whole(case.end, 1, LAWFUL)
    case.whole(case.month(6), 20, NOT_TESTABLE)


@pattern()
def review_clause_after_the_end(case: Case) -> None:
    """With evidence, but signed a day after the lawful end: there was no term left to change."""
    case.contract(current_end_date=months_later(case.anchor, 9) - DAY)
    case.amend(
        "review_clause",
        case.month(6),
        new_end_date=months_later(case.anchor, 9) - DAY,
        evidence_reference="synthetic evidence",
    )
    case.whole(case.month(6), 20, EXTENSION)


@pattern()
def successor(case: Case) -> None:
    """Another contractor took over, with evidence."""
    case.contract()
    case.amend("successor", case.month(0), evidence_reference="synthetic evidence")
    case.whole(case.month(1), 20, LAWFUL)


@pattern()
def successor_without_evidence(case: Case) -> None:
    """Another contractor took over, and nothing shows that it was allowed."""
    case.contract()
    case.amend("successor", case.month(1, 11))
    case.spend(case.month(1), 20, case.amount(), [(10, LAWFUL), (20, NOT_TESTABLE)])


@pattern()
def amendment_without_value(case: Case) -> None:
    """A change said to be additional, of unknown value: what follows can't be tested."""
    case.contract(original_value_net=case.bulk_net + 50_000_000)
    case.amend("additional", case.month(1, 6))
    case.spend(case.month(1), 15, case.amount(), [(5, LAWFUL), (15, NOT_TESTABLE)])


@pattern()
def non_substantial(case: Case) -> None:
    """Said to be not substantial: for a person to judge."""
    original = case.bulk_net + 12_345_678
    _value_changes(case, [("non_substantial", 4_444_444, NOT_TESTABLE)], original)


@pattern()
def unproven_clause_without_value(case: Case) -> None:
    """Under a review clause, without evidence and of unknown value: what follows can't be tested."""
    case.contract(original_value_net=case.bulk_net + 50_000_000)
    case.amend("review_clause", case.month(1, 6), value_delta_net=None)
    case.spend(case.month(1), 15, case.amount(), [(5, LAWFUL), (15, NOT_TESTABLE)])


@pattern()
def ended_earlier(case: Case) -> None:
    """Shortened by three months; a line straddles the new end, and the end first agreed comes too late."""
    new_end = case.month(3) - DAY
    case.contract(current_end_date=new_end)
    case.amend("review_clause", case.month(1), new_end_date=new_end, evidence_reference="synthetic evidence")
    to_end = (case.month(3) - case.month(2, 20)).days
    case.spend(case.month(2, 20), to_end + 11, case.amount(), [(to_end, LAWFUL), (to_end + 11, EXTENSION)])
    case.whole(case.end, 1, EXTENSION)


@pattern()
def direct_call_off_without_framework(case: Case) -> None:
    """Directly called off, and far above the threshold: what it falls under decides, and that is not on file."""
    row = case.contract(contract_type="call_off", procurement_method="direct")
    row["estimated_value_net"] = case.threshold(row) * 3
    case.whole(case.month(0), 10, NOT_TESTABLE)
    case.bulk_class = NOT_TESTABLE


@pattern()
def spend_without_contract(case: Case) -> None:
    """Invoices that name no contract, or one that is not in the register."""
    case.contract()
    case.whole(case.month(0), 20, NO_CONTRACT, index=None)
    case.whole(case.month(8), 20, NO_CONTRACT, index=None).contract = f"SYN-UNKNOWN-{case.numbers[0]}"


@pattern()
def asserted_from_a_day(case: Case) -> None:
    """The source asserts a class from a day on; a line straddles it."""
    case.contract(asserted_class=EXTENSION, asserted_from=case.month(1, 11))
    case.spend(case.month(1), 25, case.amount(), [(10, LAWFUL), (25, EXTENSION)])


@pattern()
def assessed(case: Case) -> None:
    """A person judged the contract twice, and one line otherwise; the contract itself was extended."""
    case.contract(end_date=case.anchor - DAY)
    case.bulk_class = "lawful_additional"
    line = case.whole(case.month(1), 20, OVER)
    case.whole(case.month(2), 20, "lawful_additional")
    for judged in case.lines:
        judged.stated = EXTENSION
    for subject, lawfulness_class, day in (
        (None, "unlawful_direct_award", dt.date(2026, 1, 5)),
        (None, "lawful_additional", dt.date(2026, 2, 5)),
        (line, OVER, dt.date(2026, 1, 2)),
    ):
        case.assessments.append({"line": subject, "lawfulness_class": lawfulness_class, "assessed_on": day})


@pattern(2)
def forecast_in_scenarios(case: Case) -> None:
    """Realised spend counts in every scenario; each scenario crosses the maximum at another line."""
    framework = contract_id(case.numbers[0])
    late = dt.date(2027, 12, 31)
    case.contract(contract_type="framework", maximum_value_net=case.bulk_net + 1_000_000, end_date=late)
    under: dict[str, Any] = {"contract_type": "call_off", "parent_contract_id": framework}
    case.contract(1, procurement_method="mini_competition", end_date=late, **under)
    case.whole(case.month(0), 10, LAWFUL, net=400_000, index=1)
    for scenario, net in ((SCENARIOS[0], 500_000), (SCENARIOS[1], 700_001)):
        shares = [(net, LAWFUL)] if net <= 600_000 else [(600_000, LAWFUL), (net, OVER)]
        case.spend(dt.date(2027, 3, 1), 10, net, shares, "net", 1, scenario=scenario, measure_type="forecast")


SCENARIOS = ("SYN-pause-0", "SYN-pause-12")


def build_cases(contracts: int, seed: int, bulk_net: list[int]) -> Iterator[Case]:
    """As many contracts as asked for, pattern after pattern; what is left over is plain lawful.

    `bulk_net` has the net sum of the bulk lines of each contract.
    """
    taken = picked = line_no = 0
    smallest = PATTERNS[0]

    def pick() -> int:
        nonlocal picked
        picked += 1
        return mixed(picked, seed + 1)

    turn = 0
    while taken < contracts:
        size, make = PATTERNS[turn % len(PATTERNS)]
        turn += 1
        if taken + size > contracts:
            size, make = smallest
        numbers = list(range(taken, taken + size))
        taken += size
        anchor = months_later(max(start_of(number) for number in numbers), BULK_MONTHS)
        name = make.__name__.replace("_", " ")
        case = Case(name, numbers, sum(bulk_net[number] for number in numbers), anchor, pick)
        make(case)
        for line in case.lines:
            line_no += 1
            line.line_id = f"SYN-L{line_no:08d}"
        yield case
