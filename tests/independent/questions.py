"""What each question of docs/questions.md comes to on the synthetic portfolio, from its delivered rows alone.

Amounts are worked out in EUR and shown in millions, as the questions do. Nothing is read from the warehouse.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal

from tests.asked_portfolio import ASKED, OUTTURN_FILES, rows_of

Answer = list[list[object]]
Row = dict[str, str]
SCENARIO, MILLION = "pause_12", Decimal(1_000_000)
# Of a document its own date is the day that it looks from.
STATUS, AS_OF = dt.date(2024, 6, 30), dt.date(2025, 12, 31)


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text[:10]) if text else None


def rounded(amount: Decimal, decimals: int = 1) -> Decimal:
    return (amount / MILLION).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def contracts() -> dict[str, Row]:
    return {row["contract_id"]: row for row in rows_of("contracts")}


def outcome(line: Row) -> str:
    """What the contract is asserted to be; without a contract on file nobody can say."""
    return {"unlawful_extension": "unlawful", "lawful": "lawful"}.get(
        contracts().get(line["contract_id"], {}).get("asserted_class", ""), "uncertain"
    )


def year(line: Row) -> int:
    return int(line["period_start"][:4])


def counted(scenario: str = SCENARIO) -> list[Row]:
    """Lines of the scenario and the facts, without later years of what was reported in full as a commitment."""
    lines = [line for line in rows_of("contract_spend") if line["scenario_id"] in ("", scenario)]
    first: dict[str, int] = {}
    for line in lines:
        if contracts().get(line["contract_id"], {}).get("recognition_basis") == "commitment":
            first[line["contract_id"]] = min(first.get(line["contract_id"], 9999), year(line))
    return [line for line in lines if year(line) == first.get(line["contract_id"], year(line))]


def summed(lines: Iterable[Row], key: Callable[[Row], tuple], wanted: str | None = None) -> dict[tuple, Decimal]:
    """Amounts per key; of those of an outcome, with zero where a key has none of it."""
    sums: dict[tuple, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[key(line)] += Decimal(line["amount_gross"]) if wanted in (None, outcome(line)) else 0
    return sums


def total(scenario: str) -> Decimal:
    return sum(summed(counted(scenario), lambda line: (), "unlawful").values(), Decimal())


def both(lines: list[Row], key: Callable[[Row], tuple]) -> dict[tuple, list[Decimal]]:
    """What is unlawful and what nobody could judge, per key."""
    sums = [summed(lines, key, wanted) for wanted in ("unlawful", "uncertain")]
    return {one: [rounded(found[one]) for found in sums] for one in sums[0]}


def named() -> list[Row]:
    """Lines of the scenario and the facts; what is not counted has a row too, with nothing in it."""
    lines = counted()
    left_out = [line for line in rows_of("contract_spend") if line["scenario_id"] in ("", SCENARIO)]
    return lines + [{**line, "amount_gross": "0"} for line in left_out if line not in lines]


def per_contract_and_year() -> Answer:
    cells = both(named(), lambda line: (line["contract_id"] or "none", year(line), line["measure_type"]))
    by_year = sorted(cells.items(), key=lambda cell: cell[0][1])
    return [[*key, *amounts] for key, amounts in sorted(by_year, key=lambda cell: cell[0][0], reverse=True)]


def scenarios() -> Answer:
    found = []
    base = total("pause_0")
    for row in sorted(rows_of("scenarios"), key=lambda row: row["scenario_id"]):
        amount = Decimal(row["published_total_gross"] or total(row["scenario_id"]))
        increase = amount - base
        # Of a total that is published alone nobody says what was judged.
        uncertain = summed(counted(row["scenario_id"]), lambda line: (), "uncertain")[()]
        found.append(
            [
                row["scenario_id"],
                int(row["pause_months"]) if row["pause_months"] else None,
                rounded(amount),
                None if row["published_total_gross"] else rounded(uncertain),
                rounded(increase),
                (100 * increase / base).quantize(Decimal("0.1"), ROUND_HALF_UP),
            ]
        )
    return found


def per_measure_type() -> Answer:
    sums = both(counted(), lambda line: (line["measure_type"],))
    return [[*key, *amounts] for key, amounts in sorted(sums.items(), reverse=True)]


def costs_of_2022() -> Answer:
    sums = {
        row["component"]: Decimal(row["amount_eur"]) for row in rows_of("cost_impacts") if row["year"] == "2022"
    }
    sums["total"] = sum(sums.values(), Decimal())
    return [[name, rounded(amount, 2)] for name, amount in sorted(sums.items(), key=lambda item: item[1])]


def eighteen_months() -> Answer:
    step = (total("pause_12") - total("pause_0")) / 12
    return [[18, "extrapolated", rounded(total("pause_0") + 18 * step, 2), rounded(18 * step, 2)]]


def per_service() -> Answer:
    sums = summed(counted(), lambda line: (line["service_id"] or "none", line["cost_type"] or "none"))
    ordered = sorted(sums.items(), key=lambda item: (-rounded(item[1]), item[0]))
    return [[*key, rounded(amount)] for key, amount in ordered]


def per_supplier() -> Answer:
    def supplier(line: Row) -> tuple[str]:
        return (contracts().get(line["contract_id"], {}).get("supplier_id") or "none",)

    sums, unlawful = summed(counted(), supplier), summed(counted(), supplier, "unlawful")
    ordered = sorted(sums.items(), key=lambda item: (-rounded(item[1]), item[0]))
    return [[*key, rounded(amount), rounded(unlawful[key])] for key, amount in ordered]


def ranked_contracts() -> Answer:
    def contract(line: Row) -> tuple[str]:
        return (line["contract_id"] or "none",)

    sums = {wanted: summed(counted(), contract, wanted) for wanted in ("unlawful", "uncertain", None)}
    unlawful = {key: amount for key, amount in sums["unlawful"].items() if amount > 0}
    found = []
    for key, amount in sorted(unlawful.items(), key=lambda item: (-item[1], item[0])):
        place = 1 + sum(other > amount for other in unlawful.values())
        share = (100 * amount / sums[None][key]).quantize(Decimal("0.1"), ROUND_HALF_UP)
        unjudged = rounded(sums["uncertain"].get(key, Decimal()))
        found.append([place, *key, rounded(amount), share, unjudged])
    return found


def classes() -> Answer:
    basis = "Aanbestedingswet 2012 art. 2.163a; Directive 2014/24/EU art. 72(5)"
    said = ["unlawful_extension", "asserted_by_source", basis, "Onrechtmatige verlenging"]
    return [[*said, rounded(total(SCENARIO))]]


def in_all() -> Answer:
    lines = counted()
    return [
        [rounded(summed(lines, lambda line: (), wanted)[()]) for wanted in ("unlawful", "uncertain", None)],
    ]


def unjudged() -> Answer:
    lines = [line for line in counted() if outcome(line) == "uncertain"]
    reasons: dict[str, list[Decimal]] = defaultdict(list)
    for line in lines:
        reason = "contract_not_on_file" if line["contract_id"] else "no_contract_named"
        reasons[reason].append(Decimal(line["amount_gross"]))
    return [[name, len(found), rounded(sum(found, Decimal()), 2)] for name, found in sorted(reasons.items())]


def amendments() -> Answer:
    found = []
    for row in rows_of("contract_amendments"):
        # Additional works: at most half of the original value, article 72(1)(b); both are above the threshold.
        within = 2 * Decimal(row["value_delta_net"]) <= Decimal(
            contracts()[row["contract_id"]]["original_value_net"]
        )
        found.append(
            [
                row["amendment_id"],
                row["contract_id"],
                day(row["amendment_date"]),
                Decimal(row["value_delta_net"]),
                day(row["new_end_date"]),
                "R4",
                "pass" if within else "fail",
            ]
        )
    return found


def tolerance() -> Answer:
    found = []
    rows = [*rows_of("procurement_errors"), *rows_of("procurement_errors", OUTTURN_FILES)]
    beside = {(row["entity"], row["year"]) for row in rows_of("procurement_errors")}
    for row in rows:
        if row["parent_entity"] and (row["parent_entity"], row["year"]) in beside:
            continue
        base = Decimal(row["base_amount"])
        both = Decimal(row["error_amount"]) + Decimal(row["uncertainty_amount"])
        allowed = base / 50
        share = (100 * both / base).quantize(Decimal("0.1"), ROUND_HALF_UP)
        found.append([int(row["year"]), both, allowed, share, both > allowed])
    return sorted(found)


def after_the_end() -> Answer:
    ends = {name: day(row["current_end_date"]) for name, row in contracts().items()}
    late: dict[str, Decimal] = defaultdict(Decimal)
    for line in counted():
        end, start = ends.get(line["contract_id"]), day(line["period_start"])
        # Lines of the scenario itself: the finding is about one scenario.
        if end and start and start > end and line["scenario_id"] == SCENARIO:
            late[line["contract_id"]] += Decimal(line["amount_gross"])
    return [[name, rounded(amount)] for name, amount in sorted(late.items())]


def links() -> list[tuple[str, str, str]]:
    """What waits for what, and the lag: a service for the platform that it goes to, then the dependencies."""
    goes_to = [
        (row["to_platform_id"], row["service_id"], "")
        for row in rows_of("migrations")
        if row["to_platform_id"] not in ("", row["service_id"]) and not row["actual_end_date"]
    ]
    # Delivered in the order of the chain.
    return goes_to + [(row["from_id"], row["to_id"], row["lag_days"]) for row in rows_of("dependencies")]


def slips() -> dict[str, tuple[int | None, int, str | None, str]]:
    """Per service of any kind days by its own dates, days in all, what they come through, and along which path.

    What is waited for passes on its days less the room between the two original ends.
    """
    rows = rows_of("migrations")
    plans = {row["service_id"]: (day(row["baseline_end_date"]), day(row["forecast_end_date"])) for row in rows}
    own = {name: (late - planned).days for name, (planned, late) in plans.items() if planned and late}
    found: dict[str, tuple[int | None, int, str | None, str]] = {
        name: (days, days, None, name) for name, days in own.items()
    }
    for needed, waiting, lag in links():
        start, end = plans.get(needed, (None, None))[0], plans.get(waiting, (None, None))[0]
        room = max(0, (end - start).days - int(lag)) if start and end and lag else 0
        days, path = max(0, found[needed][1] - room), f"{found[needed][3]} > {waiting}"
        before = found.get(waiting, (None, 0, None, waiting))
        if days > before[1]:
            found[waiting] = (before[0], days, needed, path)
    return found


def delayed() -> Answer:
    found = []
    for row in rows_of("services"):
        own, days, cause, _ = slips().get(row["service_id"], (None, 0, None, ""))
        if row["service_kind"] in ("programme", "law") and days:
            found.append([row["service_name"], row["service_kind"], own, days, "delayed", cause])
    return sorted(found, key=lambda row: str(row[0]))


def migrations() -> Answer:
    return [
        [
            row["migration_id"],
            row["from_platform_id"] or None,
            row["to_platform_id"] or None,
            row["status"],
            *(day(row[f"{kind}_end_date"]) for kind in ("baseline", "forecast", "actual")),
        ]
        for row in sorted(rows_of("migrations"), key=lambda row: row["migration_id"])
    ]


def progress() -> Answer:
    """From the day before the month in which the plan starts to the end of the last one that is over."""
    rows = rows_of("migrations")
    starts = [day(row["baseline_start_date"] or row["baseline_end_date"]) for row in rows]
    month = min(start for start in starts if start).replace(day=1)
    found: Answer = [[month - dt.timedelta(days=1), 0, 0]]
    while True:
        following = (month + dt.timedelta(days=32)).replace(day=1)
        last = following - dt.timedelta(days=1)
        if last > STATUS:
            return found
        planned = sum((day(row["baseline_end_date"]) or dt.date.max) <= last for row in rows)
        done = sum((day(row["actual_end_date"]) or dt.date.max) <= last for row in rows)
        found.append([last, planned, done])
        month = following


def laws() -> Answer:
    names = sorted(row["service_id"] for row in rows_of("services") if row["service_kind"] == "law")
    return [[name, slips()[name][3], slips()[name][1]] for name in names]


def milestones() -> Answer:
    asked = ("first_version", "preparations_stopped", "preparations_resume", "digipoort_first_migrations")
    return sorted(
        (
            [row["milestone_id"], day(row["period_start"]), day(row["period_end"]) - dt.timedelta(days=1)]  # type: ignore[operator]
            for row in rows_of("milestones")
            if row["milestone_id"] in asked
        ),
        key=lambda row: str(row[1]),
    )


def events() -> list[tuple[str, str, dt.date]]:
    """Issue, what happened and when: the delivered events, or what the issue's own row says."""
    logged = [(row["issue_id"], row["event_type"], day(row["event_at"])) for row in rows_of("issue_events")]
    with_events = {issue for issue, _, _ in logged}
    for row in rows_of("issues"):
        if row["issue_id"] not in with_events:
            for kind, column in (
                ("opened", "created_at"),
                ("resolved", "resolved_at"),
                ("validated", "validated_at"),
            ):
                if row[column]:
                    logged.append((row["issue_id"], kind, day(row[column])))
    return sorted(((a, b, c) for a, b, c in logged if c), key=lambda event: (event[0], event[2]))


def past_target() -> Answer:
    last = {issue: kind for issue, kind, _ in events()}
    # Whether they were solved since, the document can't say: past their date today, by nobody knows how much.
    return [
        [row["issue_id"], "medium"]
        for row in rows_of("issues")
        if row["is_blocking"] == "true"
        and last[row["issue_id"]] in ("opened", "reopened")
        and (day(row["target_date"]) or dt.date.max) < AS_OF
    ]


def history() -> Answer:
    found, number = [], 0
    for place, (issue, kind, on) in enumerate(events()):
        number = number + 1 if place and events()[place - 1][0] == issue else 1
        found.append([issue, number, kind, on])
    return found


def flow() -> Answer:
    component = {row["issue_id"]: row["component"] for row in rows_of("issues")}
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for issue, kind, _ in events():
        counts[component[issue]][kind] += 1
    kinds = ("opened", "reopened", "resolved", "validated")
    return [[name, *(found[kind] for kind in kinds)] for name, found in sorted(counts.items())]


def origin() -> Answer:
    """KIS 2021 stands for f2 of the old platform: the third line of the file, after its heading and f1."""
    return [[Decimal(3_000_000), f"{ASKED}/contract_spend.csv", 3, None]]


def figures() -> list[tuple[Row, Decimal]]:
    """Each printed figure with what its lines come to, in millions."""
    found = []
    for row in rows_of("control_totals"):
        lines = [line for line in counted(row["scenario_id"]) if str(year(line)) == row["year"]]
        found.append((row, summed(lines, lambda line: (), "unlawful")[()] / MILLION))
    return found


def verdicts() -> Answer:
    counts: dict[str, int] = defaultdict(int)
    for row, computed in figures():
        # The amounts are exact to the cent: no rounding of parts excuses a difference.
        counts["exact" if abs(computed - Decimal(row["printed_value"])) < Decimal("0.05") else "mismatch"] += 1
    return [[name, number, True] for name, number in sorted(counts.items(), key=lambda item: -item[1])]


def differing() -> Answer:
    return [
        [row["figure_id"], row["printed_text"], computed, Decimal(row["printed_value"]) - computed, "mismatch"]
        for row, computed in figures()
        if abs(computed - Decimal(row["printed_value"])) >= Decimal("0.05")
    ]


def accepted() -> Answer:
    return [
        [row["figure_id"], row["accepted_verdict"], row["accepted_by"] or "Asked team", day(row["accepted_on"])]
        for row in rows_of("control_totals")
        if row["accepted_verdict"]
    ]


def as_of() -> Answer:
    amounts = [Decimal(row["published_total_gross"] or total(row["scenario_id"])) for row in rows_of("scenarios")]
    return [["2023-12-31", 0, None], ["2024-01-01", len(amounts), rounded(max(amounts))]]


def backtest() -> Answer:
    forecast = [line for line in counted() if line["measure_type"] == "forecast" and year(line) == 2024]
    [outturn] = rows_of("procurement_errors", OUTTURN_FILES)
    amount = summed(forecast, lambda line: (), "unlawful")[()]
    return [[int(outturn["year"]), rounded(amount), Decimal(outturn["error_amount"]), True]]


def accounting() -> Answer:
    rows = len(rows_of("contract_spend"))
    return [[f"{ASKED}/contract_spend.csv", rows, rows, 0, 0]]


def joined() -> Answer:
    labelled: Answer = [
        [
            contracts().get(name, {}).get("contract_name", name),
            "contract" if name in contracts() else "geen contract" if name == "none" else "niet in het register",
            *amounts,
        ]
        for (name,), amounts in both(named(), lambda line: (line["contract_id"] or "none",)).items()
    ]
    return sorted(labelled, key=lambda row: (-Decimal(str(row[2])), str(row[0])))


ANSWERS: dict[str, Callable[[], Answer]] = {
    "What does the delay cost, per contract and year?": per_contract_and_year,
    "What does a pause of twelve months add?": scenarios,
    "How much of it is spent already?": per_measure_type,
    "What else does the delay cost, in 2022?": costs_of_2022,
    "What if the pause lasts eighteen months?": eighteen_months,
    "What does each service cost, by kind of cost?": per_service,
    "Which suppliers are paid most, and how much of it is non-compliant?": per_supplier,
    "Which contract is most non-compliant?": ranked_contracts,
    "Which euro is non-compliant, by which rule of law, on whose word?": classes,
    "How much is unlawful, how much could not be judged, how much is all of it?": in_all,
    "What could not be judged, and why?": unjudged,
    "Which changes of contracts were made, and what do the rules say of them?": amendments,
    "Are we over the reporting tolerance?": tolerance,
    "Is spend stated for days after the contract's last day?": after_the_end,
    "Which programmes and laws are delayed, and by how much?": delayed,
    "Which migrations are planned, from where to where, and when?": migrations,
    "How many migrations were planned and completed by the end of each month?": progress,
    "Which laws are delayed, along which path?": laws,
    "What has happened, and what is expected when?": milestones,
    "Which blocking issues are not known as solved after their date?": past_target,
    "What happened to the issues, and when?": history,
    "How many issues came in and were resolved, per component?": flow,
    "Where does this number come from?": origin,
    "Do the totals agree with what is printed?": verdicts,
    "Which printed figures differ from their parts, and why?": differing,
    "Who accepted that a printed figure differs from its parts?": accepted,
    "What did you report on a given date?": as_of,
    "How good was the forecast?": backtest,
    "Is every delivered row accounted for?": accounting,
    "How do the facts join to the dimensions?": joined,
}
# What a question names that the portfolio has under another name.
RENAMED = {
    "nota-2022-0000555327": ASKED,
    "%nota%contract_spend%": "%contract_spend%",
    "'KIS' and year = 2021": "'c_old' and year = 2023",
    "2022-09-15": "2023-12-31",
    "2022-09-16": "2024-01-01",
}
