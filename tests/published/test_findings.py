"""Findings are readable in English and in Dutch: severity, rule, what, why, evidence."""

import re

from tests.conftest import MEMO, Command, query


def test_the_findings_of_the_memo_in_dutch(memo: Command) -> None:
    rows = query(
        memo.warehouse,
        "select finding_id, finding_rule_nl, severity_nl, severity_order, message_nl, why_nl, evidence_nl "
        f"from marts.findings where publication_id = '{MEMO}'",
    )
    dutch = {finding: tuple(rest) for finding, *rest in rows}
    # The memo: 183.8 becomes 210.1 million; in 2025 EASI 7.6 and KIS 4.6, after the contract's last day.
    assert dutch["scenario_total_rose:pause_12"] == (
        "Meer onrechtmatigheid dan het uitgangspunt",
        "hoog",
        1,
        "De onrechtmatigheid stijgt met EUR 26,3 miljoen naar EUR 210,1 miljoen in scenario: "
        "Migraties 12 maanden gepauzeerd",
        "Een scenario verwacht meer onrechtmatigheid dan het uitgangspunt",
        "Eerst EUR 183.800.000,00, in dit scenario EUR 210.100.000,00",
    )
    end = dutch["spend_after_contract_end:current_infrastructure_contract:pause_12"]
    assert end[-1] == "EASI 2025: EUR 7.600.000,00; KIS 2025: EUR 4.600.000,00"
    assert dutch["service_delayed:fbs"][3:] == (
        "Vertraging van 12 maanden, van 2023-01-01 naar 2024-01-01: Federatief Berichten Stelsel (FBS)",
        "Een dienst, programma, wet of overeenkomst is vertraagd",
        "Volgens de einddatums; veroorzaakt door Nieuwe infrastructuur",
    )
    # FBS slips from 1 January 2023 to 1 January 2024, so 365 days, and the Wmebv waits for it.
    assert (dutch["service_delayed:wmebv"][3], dutch["service_delayed:wmebv"][-1]) == (
        "Vertraging van minstens 365 dagen, door de vertraging van Federatief Berichten Stelsel (FBS): "
        "Wet modernisering elektronisch bestuurlijk verkeer (Wmebv)",
        "Volgens datgene waarop het wacht: fbs > wmebv",
    )
    assert dutch["measure_overdue:roadmap_update"][1:] == (
        "middel",
        2,
        "Maatregel niet als gereed bekend na de uiterste datum 2022-12-31: "
        "Actualisatie van de Logius roadmap (drie jaar vooruit)",
        "Een maatregel is over de uiterste datum heen",
        # A header, then the sixth measure.
        f"{MEMO}/measures.csv, regel 7",
    )
    assert dutch["figure_not_exact:total_2021"][1:3] == ("laag", 3)
    assert dutch["figure_not_exact:total_2021"][-1].startswith("De gedrukte cellen 14,6 en 38,1 zijn samen 52,7;")


def test_the_same_finding_in_english(memo: Command) -> None:
    [finding] = query(
        memo.warehouse,
        "select finding_rule_en, severity_en, message_en, why_en, evidence from marts.findings "
        "where finding_id = 'service_delay_unknown:application_services_call_offs'",
    )
    assert finding == (
        "Delay of unknown length",
        "medium",
        "Delay of unknown length, through the delay of New infrastructure: Call-offs for application services",
        "A service, programme, law or agreement is delayed by an unknown time",
        "Caused by New infrastructure",
    )


def test_tolerances_name_the_agencies_in_dutch(memo: Command) -> None:
    rows = query(
        memo.warehouse,
        "select subject_id, message_nl from marts.findings where finding_rule = 'tolerance_broken' "
        "order by finding_id",
    )
    # As printed in the annual report 2022: 96.1 million against 2 % of 2,728,002,476, 54.6 million.
    assert rows[1] == (
        "BZK agencies",
        "Agentschappen van BZK 2022: fouten en onzekerheden van EUR 96,1 miljoen liggen boven de tolerantie van "
        "EUR 54,6 miljoen",
    )


def test_one_year_above_the_tolerance_is_one_finding_and_its_verdict_stays(memo: Command) -> None:
    assert not query(memo.warehouse, "from marts.findings where finding_rule = 'rule_fires_often'")
    verdicts = query(
        memo.warehouse,
        "select subject_id, verdict, reason, reason_nl from marts.rule_verdicts "
        "where rule_id = 'R13' order by all",
    )
    above = (
        "fail",
        "Errors and uncertainties are above the reporting tolerance",
        "Fouten en onzekerheden liggen boven de rapporteringstolerantie",
    )
    no_base = ("not_testable", "The base amount is not known", "De omvangsbasis is niet bekend")
    assert verdicts == [
        ("BZK agencies 2021", *above),
        ("BZK agencies 2022", *above),
        ("BZK agencies 2023", *above),
        ("Logius 2022", *no_base),
        ("Logius 2023", *no_base),
    ]
    coverage = query(
        memo.warehouse,
        "select tested, failed, is_share_readable, not_testable_reasons_nl, "
        "how_to_read_en like '%Too few to read%' from marts.rule_coverage "
        "where rule_id = 'R13' and subjects > 0 order by publication_id",
    )
    assert coverage == [
        (1, 1, False, None, True),
        (1, 1, False, "De omvangsbasis is niet bekend: 1", True),
        (1, 1, False, "De omvangsbasis is niet bekend: 1", True),
    ]


def test_evidence_has_the_same_numbers_in_both_languages(memo: Command) -> None:
    both = query(memo.warehouse, "select evidence, evidence_nl from marts.findings")
    assert both and all(re.findall(r"\d+", english) == re.findall(r"\d+", dutch) for english, dutch in both)
