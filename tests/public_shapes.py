"""How much of files of public shapes a draft gets right. All values are synthetic; headers are those of the shapes.

`python -m tests.public_shapes` prints the table of docs/deliveries.md; `--write` writes it there.
"""

import argparse
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from fundament.deliveries.drafts.drafting import draft
from fundament.project import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "deliveries.md"
BEGIN, END = "<!-- shapes -->\n", "<!-- /shapes -->\n"


@dataclass(frozen=True)
class Shape:
    """A file as its publisher writes it, the source of its rows, and the column of each canonical one.

    `right` has a line per canonical column: its name, and the column or columns of the file, a constant after `=`,
    or `row_number`.
    """

    name: str
    source: str
    text: str
    right: str
    file: str = "file.csv"

    @property
    def columns(self) -> dict[str, str]:
        """Canonical column and column of the file."""
        return {
            name: column for name, _, column in (line.partition(": ") for line in self.right.splitlines() if line)
        }


SHAPES = [
    Shape(
        "Central government, spend over 25,000 (UK)",
        "contract_spend",
        """\
Department family,Entity,Date,Expense type,Expense area,Supplier,Transaction number,Amount,Description,Supplier Postcode
Synthetic Dept,Synthetic Agency,01/03/2024,IT Services,Digital,Synthetic A Ltd,1001,"25,000.00",Hosting,AB1 2CD
Synthetic Dept,Synthetic Agency,13/03/2024,Rent,Estates,Synthetic B Ltd,1002,"-31,250.50",Rent,AB1 2CD
Synthetic Dept,Synthetic Agency,14/03/2024,Rent,Estates,Synthetic B Ltd,1003,"31,250.50",Rent,AB1 2CE
""",
        """\
line_id: Transaction number
supplier_name: Supplier
period_start: Date
amount_gross: Amount
measure_type: =realised
cost_type: Expense type
description: Description
""",
    ),
    Shape(
        "Local government transparency code, spend over 500 (UK)",
        "contract_spend",
        """\
Organisation Name,Organisation Code,Effective Date,Directorate,Service Category Label,Supplier Name,Supplier ID,Payment Date,Transaction Number,Net Amount,Irrecoverable VAT Amount,Purpose of Spend,Procurement Category
Synthetic Council,E1,2024-03-31,Place,Highways,Synthetic A,90001,2024-03-05,55001,1250.00,0.00,Works,Construction
Synthetic Council,E1,2024-03-31,Place,Highways,Synthetic B,90002,2024-03-06,55002,600.10,0.00,Works,Construction
Synthetic Council,E1,2024-03-31,People,Care,Synthetic B,90002,2024-03-19,55003,600.20,0.00,Care,Care
""",
        """\
line_id: Transaction Number
supplier_name: Supplier Name
supplier_id: Supplier ID
period_start: Payment Date
amount_net: Net Amount
measure_type: =realised
service_id: Service Category Label
description: Purpose of Spend
""",
    ),
    Shape(
        "Council ledger in CamelCase (UK)",
        "contract_spend",
        """\
BodyName,TransNo,DatePaid,SupplierName,ExpenseArea,ExpenseType,GrossAmount,VATAmount,NetAmount
Synthetic,1,05-Mar-24,Synthetic A,Parks,Plants,120.00,20.00,100.00
Synthetic,2,06-Mar-24,Synthetic B,Parks,Tools,240.00,40.00,200.00
Synthetic,3,19-Mar-24,Synthetic B,Roads,Tools,2400.00,400.00,2000.00
""",
        """\
line_id: TransNo
supplier_name: SupplierName
period_start: DatePaid
amount_gross: GrossAmount
amount_net: NetAmount
measure_type: =realised
cost_type: ExpenseType
description: ExpenseArea
""",
    ),
    Shape(
        "Contracts Finder export (UK)",
        "contracts",
        """\
Notice Identifier,Notice Type,Organisation Name,Status,Published Date,Title,Description,Nationwide,Postcode,Region,Cpv Codes,Start Date,End Date,Closing Date,Closing Time,Value Low,Value High,Supplier [Name],Contract start date,Contract end date,OJEU Procedure Type,Awarded Date,Awarded Value
SYN-1,Contract,Synthetic,Awarded,2024-01-02T10:00:00Z,Hosting,Synthetic,No,AB1,London,72000000,2024-04-01,2026-03-31,2024-02-01,12:00,1000,2000,Synthetic A,2024-04-02,2026-03-30,Open,2024-03-01,1500.00
SYN-2,Contract,Synthetic,Awarded,2024-01-13T10:00:00Z,Rent,Synthetic,No,AB1,London,72000000,2024-05-01,2027-03-31,2024-02-13,12:00,3000,4000,Synthetic B,2024-05-02,2027-03-30,Open,2024-03-19,3500.00
""",
        """\
contract_id: Notice Identifier
contract_name: Title
supplier_name: Supplier [Name]
award_date: Awarded Date
start_date: Contract start date
current_end_date: Contract end date
original_value_net: Awarded Value
procurement_method: OJEU Procedure Type
""",
    ),
    Shape(
        "Contract register of a council (UK)",
        "contracts",
        """\
Contract Reference,Contract Title,Department,Supplier,Start Date,End Date,Review Date,Contract Value,VAT not recovered,Procurement Process,Extension End
DN1001,Hosting,Digital,Synthetic A,01/04/2022,31/03/2025,01/10/2024,"£100,000",£0,Open,31/03/2026
DN1002,Mowing,Parks,Synthetic B,01/05/2022,30/04/2025,01/10/2024,"£50,000",£0,Open,30/04/2026
""",
        """\
contract_id: Contract Reference
contract_name: Contract Title
supplier_name: Supplier
start_date: Start Date
current_end_date: End Date
max_extent_date: Extension End
original_value_net: Contract Value
procurement_method: Procurement Process
""",
    ),
    Shape(
        "Budget and outcome per article, ledger form (NL)",
        "contract_spend",
        """\
Begrotingsjaar;Begrotingshoofdstuk;Artikelnummer;Artikelnaam;Soort;Bedrag (x 1.000)
2022;VII;1;Synthetisch bestuur;Raming;1.500
2022;VII;1;Synthetisch bestuur;Realisatie;1.450
2023;VII;1;Synthetisch bestuur;Raming;1.600
""",
        """\
line_id: row_number
period_start: Begrotingsjaar
period_end: Begrotingsjaar
amount_gross: Bedrag (x 1.000)
measure_type: Soort
description: Artikelnaam
""",
    ),
    Shape(
        "Estimate beside outcome (NL)",
        "contract_spend",
        """\
Jaar;Artikel;Omschrijving;Raming;Realisatie
2022;1;Synthetisch bestuur;1500;1450
2023;1;Synthetisch bestuur;1600;1650
""",
        """\
line_id: row_number
period_start: Jaar
period_end: Jaar
amount_gross: Raming Realisatie
measure_type: Raming Realisatie
description: Omschrijving
""",
    ),
    Shape(
        "Subsidies, years across (NL)",
        "contract_spend",
        """\
Begrotingshoofdstuk;Artikel;Regeling;Ontvanger;2020;2021;2022
VII;1;Synthetische regeling;Synthetisch A;100;110;120
VII;1;Synthetische regeling;Synthetisch B;200;;220
""",
        """\
line_id: row_number
supplier_name: Ontvanger
period_start: 2020 2021 2022
period_end: 2020 2021 2022
amount_gross: 2020 2021 2022
measure_type: =realised
description: Regeling
""",
    ),
    Shape(
        "Purchase ledger of an accounting package (NL)",
        "contract_spend",
        """\
Boekstuknummer;Boekdatum;Crediteurnummer;Naam crediteur;Contractnummer;Grootboekrekening;Omschrijving;Bedrag excl. btw;Bedrag incl. btw;Valuta
B1;01-03-2024;C9;Synthetisch A;K1;4000;Hosting;1.000,00;1.210,00;EUR
B2;13-03-2024;C9;Synthetisch A;K1;4000;Hosting;2.000,00;2.420,00;EUR
B3;14-03-2024;C8;Synthetisch B;;4100;Huur;500,00;605,00;EUR
""",
        """\
line_id: Boekstuknummer
contract_id: Contractnummer
supplier_id: Crediteurnummer
supplier_name: Naam crediteur
period_start: Boekdatum
amount_net: Bedrag excl. btw
amount_gross: Bedrag incl. btw
measure_type: =realised
cost_type: Grootboekrekening
description: Omschrijving
currency: Valuta
""",
    ),
    Shape(
        "Payments as SAP lists them",
        "contract_spend",
        """\
Document Number;Posting Date;Vendor;Vendor Name;G/L Account;Amount in local currency;Local Currency;Text
5100001;01.03.2024;90001;Synthetic A;400000;1.000,00-;EUR;Hosting
5100002;13.03.2024;90001;Synthetic A;400000;2.000,00;EUR;Hosting
5100003;14.03.2024;90002;Synthetic B;400100;500,00;EUR;Rent
""",
        """\
line_id: Document Number
supplier_id: Vendor
supplier_name: Vendor Name
period_start: Posting Date
amount_gross: Amount in local currency
measure_type: =realised
cost_type: G/L Account
description: Text
currency: Local Currency
""",
    ),
    Shape(
        "Contract register of a municipality (NL)",
        "contracts",
        """\
Contractnummer;Onderwerp;Leverancier;Afdeling;Ingangsdatum;Einddatum;Uiterste einddatum;Contractwaarde;Procedure;Soort contract
K1;Hosting;Synthetisch A;ICT;01-01-2022;31-12-2024;31-12-2026;€ 100.000;Openbare procedure;Raamovereenkomst
K2;Maaien;Synthetisch B;Groen;13-01-2022;31-12-2024;31-12-2026;€ 50.000;Onderhands;Contract
""",
        """\
contract_id: Contractnummer
contract_name: Onderwerp
supplier_name: Leverancier
start_date: Ingangsdatum
current_end_date: Einddatum
max_extent_date: Uiterste einddatum
original_value_net: Contractwaarde
procurement_method: Procedure
contract_type: Soort contract
""",
    ),
    Shape(
        "Awards of TenderNed (NL)",
        "contracts",
        """\
TenderNed-kenmerk;Publicatiedatum;Naam Aanbestedende dienst;Naam opdracht;Procedure;Type opdracht;Sluitingsdatum inschrijving;Geraamde waarde;Definitieve waarde;Officiële naam onderneming;Datum gunning;Aanvang opdracht;Voltooiing opdracht
300001;2024-01-02;Synthetische dienst;Hosting;Openbaar;Diensten;2024-02-01;1000000;950000;Synthetisch A;2024-03-01;2024-04-01;2026-03-31
300002;2024-01-13;Synthetische dienst;Maaien;Niet-openbaar;Diensten;2024-02-13;500000;450000;Synthetisch B;2024-03-19;2024-05-01;2027-04-30
""",
        """\
contract_id: TenderNed-kenmerk
contract_name: Naam opdracht
supplier_name: Officiële naam onderneming
award_date: Datum gunning
start_date: Aanvang opdracht
current_end_date: Voltooiing opdracht
estimated_value_net: Geraamde waarde
original_value_net: Definitieve waarde
procurement_method: Procedure
nature: Type opdracht
""",
    ),
    Shape(
        "Contract award notices of TED (EU)",
        "contracts",
        """\
ID_NOTICE_CAN,YEAR,ID_TYPE,DT_DISPATCH,CANCELLED,CAE_NAME,TYPE_OF_CONTRACT,TOP_TYPE,AWARD_VALUE_EURO,ID_AWARD,CONTRACT_NUMBER,TITLE,WIN_NAME,DT_AWARD,NUMBER_OFFERS
2024001,2024,3,02-JAN-24,0,Synthetic,S,OPE,1000.00,9001,SYN/1,Hosting,Synthetic A,15-DEC-23,3
2024002,2024,3,13-JAN-24,0,Synthetic,S,RES,2000.00,9002,SYN/2,Mowing,Synthetic B,19-DEC-23,2
""",
        """\
contract_id: ID_AWARD
contract_name: TITLE
supplier_name: WIN_NAME
award_date: DT_AWARD
original_value_net: AWARD_VALUE_EURO
procurement_method: TOP_TYPE
nature: TYPE_OF_CONTRACT
""",
    ),
    Shape(
        "Contract transactions of USAspending (US)",
        "contract_spend",
        """\
contract_transaction_unique_key,contract_award_unique_key,award_id_piid,modification_number,federal_action_obligation,total_dollars_obligated,action_date,period_of_performance_start_date,period_of_performance_current_end_date,recipient_uei,recipient_name,transaction_description
SYN_1_0,SYN_1,W1,0,1000.00,1000.00,2024-03-01,2024-03-01,2025-02-28,SYNUEI000001,Synthetic A,HOSTING
SYN_1_1,SYN_1,W1,P00001,-250.50,749.50,2024-03-13,2024-03-01,2025-02-28,SYNUEI000001,Synthetic A,DEOBLIGATE
SYN_2_0,SYN_2,W2,0,500.00,500.00,2024-03-14,2024-03-14,2025-02-28,SYNUEI000002,Synthetic B,RENT
""",
        """\
line_id: contract_transaction_unique_key
contract_id: award_id_piid
supplier_id: recipient_uei
supplier_name: recipient_name
period_start: action_date
amount_gross: federal_action_obligation
measure_type: =realised
description: transaction_description
""",
    ),
    Shape(
        "Payments of a city (US)",
        "contract_spend",
        """\
VOUCHER NUMBER,AMOUNT,CHECK DATE,DEPARTMENT NAME,CONTRACT NUMBER,VENDOR NAME
PV1,1000.00,03/01/2024,SYNTHETIC DEPT,1001,SYNTHETIC A
PV2,2000.00,03/13/2024,SYNTHETIC DEPT,1001,SYNTHETIC A
PV3,500.00,03/14/2024,SYNTHETIC DEPT,DV,SYNTHETIC B
""",
        """\
line_id: VOUCHER NUMBER
contract_id: CONTRACT NUMBER
supplier_name: VENDOR NAME
period_start: CHECK DATE
amount_gross: AMOUNT
measure_type: =realised
""",
    ),
    Shape(
        "Contracts of a city (US)",
        "contracts",
        """\
Purchase Order Description,Purchase Order (Contract) Number,Revision Number,Specification Number,Contract Type,Start Date,End Date,Approval Date,Department,Vendor Name,Vendor ID,Award Amount,Procurement Type
HOSTING,1001,0,501,CONTRACT,04/01/2022,03/31/2025,03/15/2022,SYNTHETIC,SYNTHETIC A,V1,"$100,000.00",OPEN
MOWING,1002,0,502,CONTRACT,05/01/2022,04/30/2025,04/15/2022,SYNTHETIC,SYNTHETIC B,V2,"$50,000.00",OPEN
""",
        """\
contract_id: Purchase Order (Contract) Number
contract_name: Purchase Order Description
supplier_name: Vendor Name
supplier_id: Vendor ID
award_date: Approval Date
start_date: Start Date
current_end_date: End Date
original_value_net: Award Amount
procurement_method: Procurement Type
contract_type: Contract Type
""",
    ),
    Shape(
        "Proactive disclosure of contracts (CA)",
        "contracts",
        """\
reference_number,procurement_id,vendor_name,contract_date,economic_object_code,description_en,contract_period_start,delivery_date,contract_value,original_value,amendment_value,solicitation_procedure
C-2024-1,P1,Synthetic A,2024-03-01,0473,Hosting,2024-04-01,2025-03-31,1200.00,1000.00,200.00,open
C-2024-2,P2,Synthetic B,2024-03-13,0473,Mowing,2024-05-01,2025-04-30,500.00,500.00,0.00,restricted
""",
        """\
contract_id: reference_number
contract_name: description_en
supplier_name: vendor_name
award_date: contract_date
start_date: contract_period_start
current_end_date: delivery_date
original_value_net: original_value
procurement_method: solicitation_procedure
""",
    ),
    Shape(
        "Contract notices of AusTender (AU)",
        "contracts",
        """\
Agency,CN ID,SON ID,Publish Date,Category,Start Date,End Date,Value,Description,Procurement Method,Supplier Name,Supplier ABN
Synthetic,CN1,,2-Mar-24,Software,1-Apr-24,31-Mar-25,1000.00,Hosting,Open tender,Synthetic A,90001
Synthetic,CN2,SON9,13-Mar-24,Software,1-May-24,30-Apr-25,500.00,Mowing,Limited tender,Synthetic B,90002
""",
        """\
contract_id: CN ID
contract_name: Description
supplier_name: Supplier Name
supplier_id: Supplier ABN
start_date: Start Date
current_end_date: End Date
original_value_net: Value
procurement_method: Procurement Method
parent_contract_id: SON ID
""",
    ),
    Shape(
        "Beneficiaries of the EU budget (EU)",
        "contract_spend",
        """\
Year,Budget,Reference of the Legal Commitment (LC),Reference (Budget),Name of beneficiary,VAT number of beneficiary,Beneficiary country,Commitment contracted amount (EUR),Subject of grant or contract,Project start date,Project end date
2023,General,SYN.1,1,Synthetic A,XX1,NL,1000.00,Hosting,2023-01-01,2024-12-31
2023,General,SYN.2,2,Synthetic B,XX2,NL,2000.00,Study,2023-01-13,2024-12-31
""",
        """\
line_id: Reference of the Legal Commitment (LC)
supplier_name: Name of beneficiary
supplier_id: VAT number of beneficiary
period_start: Year
period_end: Year
amount_gross: Commitment contracted amount (EUR)
measure_type: =realised
description: Subject of grant or contract
""",
    ),
    Shape(
        "Transactions of IATI",
        "contract_spend",
        """\
iati-identifier,transaction-ref,transaction-type,transaction-date,transaction-value,transaction-currency,provider-org,receiver-org,description
SYN-1,T1,3,2024-03-01,1000.00,EUR,Synthetic,Synthetic A,Hosting
SYN-1,T2,3,2024-03-13,2000.00,EUR,Synthetic,Synthetic B,Study
""",
        """\
line_id: transaction-ref
contract_id: iati-identifier
supplier_name: receiver-org
period_start: transaction-date
amount_gross: transaction-value
measure_type: =realised
description: description
currency: transaction-currency
""",
    ),
    Shape(
        "Issues of Jira, CSV",
        "issues",
        """\
Summary,Issue key,Issue id,Issue Type,Status,Project key,Priority,Resolution,Assignee,Created,Updated,Resolved,Due date,Component/s
Synthetic slow,MIG-1,10001,Bug,Open,MIG,High,,,30/Sep/21 17:20,30/Sep/21 17:21,,31/Dec/21 00:00,Net
Synthetic down,MIG-2,10002,Bug,Done,MIG,Low,Done,,01/Oct/21 09:00,02/Oct/21 17:21,02/Oct/21 10:00,,Net
""",
        """\
issue_id: Issue key
title: Summary
component: Component/s
severity: Priority
status: Status
created_at: Created
target_date: Due date
resolved_at: Resolved
""",
    ),
    Shape(
        "Issues of GitHub, JSON",
        "issues",
        """\
[{"id": 900001, "number": 1, "title": "Synthetic slow", "state": "open", "created_at": "2024-03-01T10:00:00Z", "closed_at": null,
  "user": {"login": "syn"}, "labels": [{"name": "bug"}], "milestone": {"due_on": "2024-05-01T00:00:00Z"}, "comments": 0},
 {"id": 900002, "number": 2, "title": "Synthetic down", "state": "closed", "created_at": "2024-03-13T10:00:00Z",
  "closed_at": "2024-03-14T10:00:00Z", "user": {"login": "syn"}, "labels": [{"name": "net"}], "milestone": null, "comments": 2}]
""",
        """\
issue_id: number
title: title
component: labels.name
status: state
created_at: created_at
target_date: milestone.due_on
resolved_at: closed_at
""",
        "issues.json",
    ),
    Shape(
        "Issues of GitLab, CSV",
        "issues",
        """\
Issue ID,URL,Title,State,Description,Author,Assignee,Confidential,Due Date,Created At (UTC),Updated At (UTC),Closed At (UTC),Milestone,Labels
1,https://example.org/1,Synthetic slow,Open,,syn,,No,2024-05-01,2024-03-01 10:00:00,2024-03-02 10:00:00,,,net
2,https://example.org/2,Synthetic down,Closed,,syn,,No,,2024-03-13 10:00:00,2024-03-14 10:00:00,2024-03-14 10:00:00,,net
""",
        """\
issue_id: Issue ID
title: Title
component: Labels
status: State
created_at: Created At (UTC)
target_date: Due Date
resolved_at: Closed At (UTC)
""",
    ),
    Shape(
        "Incidents of ServiceNow",
        "issues",
        """\
number,opened_at,short_description,priority,state,category,assignment_group,resolved_at,closed_at,cmdb_ci
INC1,2024-03-01 10:00:00,Synthetic slow,2 - High,New,Network,Net,,,SRV-1
INC2,2024-03-13 10:00:00,Synthetic down,3 - Moderate,Resolved,Network,Net,2024-03-14 10:00:00,2024-03-19 10:00:00,SRV-2
""",
        """\
issue_id: number
title: short_description
component: category
severity: priority
status: state
created_at: opened_at
resolved_at: resolved_at
service_id: cmdb_ci
""",
    ),
    Shape(
        "Work items of Azure DevOps",
        "issues",
        """\
ID,Work Item Type,Title,Assigned To,State,Tags,Area Path,Created Date,Closed Date,Target Date,Severity
1,Bug,Synthetic slow,,Active,,Synthetic\\Net,3/1/2024 10:00:00 AM,,5/1/2024 12:00:00 AM,2 - High
2,Bug,Synthetic down,,Closed,,Synthetic\\Net,3/13/2024 10:00:00 AM,3/14/2024 10:00:00 AM,,3 - Medium
""",
        """\
issue_id: ID
title: Title
component: Area Path
severity: Severity
status: State
created_at: Created Date
target_date: Target Date
resolved_at: Closed Date
""",
    ),
    Shape(
        "Issues of Redmine",
        "issues",
        """\
#,Project,Tracker,Status,Priority,Subject,Author,Category,Due date,Created,Closed
1,Synthetic,Bug,New,High,Synthetic slow,syn,Net,05/01/2024,03/01/2024 10:00 AM,
2,Synthetic,Bug,Closed,Low,Synthetic down,syn,Net,,03/13/2024 10:00 AM,03/14/2024 10:00 AM
""",
        """\
issue_id: #
title: Subject
component: Category
severity: Priority
status: Status
created_at: Created
target_date: Due date
resolved_at: Closed
""",
    ),
    Shape(
        "Bugs of Bugzilla",
        "issues",
        """\
Bug ID,Product,Component,Status,Resolution,Summary,Opened,Changed,Severity,Priority
1,Synthetic,Net,NEW,,Synthetic slow,2024-03-01 10:00:00 -0800,2024-03-02 10:00:00 -0800,major,P1
2,Synthetic,Net,RESOLVED,FIXED,Synthetic down,2024-03-13 10:00:00 -0800,2024-03-14 10:00:00 -0800,minor,P2
""",
        """\
issue_id: Bug ID
title: Summary
component: Component
severity: Severity
status: Status
created_at: Opened
""",
    ),
    Shape(
        "Migration tracker of a programme",
        "migrations",
        """\
Nr;Applicatie;Huidig platform;Doelplatform;Golf;Status;Geplande start;Gepland gereed;Verwacht gereed;Werkelijk gereed;Toelichting
M1;Zaaksysteem;P1;P2;1;Gereed;01-01-2024;01-03-2024;01-04-2024;13-04-2024;Synthetisch
M2;Archief;P1;P2;2;Lopend;01-02-2024;01-05-2024;01-06-2024;;Synthetisch
""",
        """\
migration_id: Nr
service_id: Applicatie
from_platform_id: Huidig platform
to_platform_id: Doelplatform
wave: Golf
status: Status
baseline_start_date: Geplande start
baseline_end_date: Gepland gereed
forecast_end_date: Verwacht gereed
actual_end_date: Werkelijk gereed
reason: Toelichting
""",
    ),
    Shape(
        "Tasks of a project plan (Microsoft Project)",
        "migrations",
        """\
ID,Name,Duration,Start,Finish,Baseline Start,Baseline Finish,Actual Start,Actual Finish,% Complete
1,Synthetic A,60 days,01/01/2024,13/03/2024,01/01/2024,01/03/2024,01/01/2024,13/03/2024,100%
2,Synthetic B,60 days,01/02/2024,13/05/2024,01/02/2024,01/05/2024,01/02/2024,,40%
""",
        """\
migration_id: ID
service_id: Name
baseline_start_date: Baseline Start
baseline_end_date: Baseline Finish
forecast_start_date: Start
forecast_end_date: Finish
actual_start_date: Actual Start
actual_end_date: Actual Finish
""",
    ),
    Shape(
        "Projects of a dashboard (NL)",
        "migrations",
        """\
Projectnummer;Projectnaam;Ministerie;Fase;Startdatum oorspronkelijk;Einddatum oorspronkelijk;Einddatum actueel;Toelichting
P1;Synthetisch A;SYN;Uitvoering;01-01-2022;31-12-2023;30-06-2024;Synthetisch
P2;Synthetisch B;SYN;Gereed;13-01-2022;31-12-2023;31-12-2023;Synthetisch
""",
        """\
migration_id: Projectnummer
service_id: Projectnaam
status: Fase
baseline_start_date: Startdatum oorspronkelijk
baseline_end_date: Einddatum oorspronkelijk
forecast_end_date: Einddatum actueel
reason: Toelichting
""",
    ),
    Shape(
        "Hospital trust, spend over 25,000 (UK)",
        "contract_spend",
        """\
Department Family,Entity,Date,Expense Type,Expense Area,Supplier,Transaction Number,Amount,VAT Registration Number
Synth,Trust,2024-03-01,Drugs,Pharmacy,Syn A,1,100.00,GB1
Synth,Trust,2024-03-13,Drugs,Pharmacy,Syn B,2,200.00,GB2
""",
        """\
line_id: Transaction Number
supplier_name: Supplier
period_start: Date
amount_gross: Amount
measure_type: =realised
cost_type: Expense Type
description: Expense Area
""",
    ),
    Shape(
        "Flat export of an open contracting register",
        "contracts",
        """\
tender_id;contract_number;date_signed;contract_start;contract_end;supplier_edrpou;supplier_name;amount;currency;procurement_method_type;item_description
T1;K1;2024-01-02;2024-01-03;2024-12-31;900001;Syn A;1000.50;UAH;open;Hosting
T2;K2;2024-01-13;2024-01-14;2024-12-31;900002;Syn B;2000.50;UAH;direct;Mowing
""",
        """\
contract_id: contract_number
contract_name: item_description
supplier_name: supplier_name
supplier_id: supplier_edrpou
award_date: date_signed
start_date: contract_start
current_end_date: contract_end
original_value_net: amount
procurement_method: procurement_method_type
currency: currency
""",
    ),
    Shape(
        "Purchase invoices of a municipality (BE)",
        "contract_spend",
        """\
Factuurnr;Factuurdatum;Leveranciersnr;Leveranciersnaam;Bedrag excl. BTW;BTW;Bedrag incl. BTW;Artikel;Omschrijving
F1;01/03/2024;L1;Syn A;100,00;21,00;121,00;A1;Huur
F2;13/03/2024;L2;Syn B;200,00;42,00;242,00;A1;Huur
""",
        """\
line_id: Factuurnr
supplier_id: Leveranciersnr
supplier_name: Leveranciersnaam
period_start: Factuurdatum
amount_net: Bedrag excl. BTW
amount_gross: Bedrag incl. BTW
measure_type: =realised
description: Omschrijving
""",
    ),
    Shape(
        "Incidents of a service desk (NL)",
        "issues",
        """\
Meldingnummer;Korte omschrijving;Status;Prioriteit;Categorie;Aanmaakdatum;Streefdatum;Datum gereed;Object
M1;Traag;Open;P1;Netwerk;01-03-2024 10:00;05-03-2024 10:00;;SRV1
M2;Stuk;Gesloten;P2;Netwerk;13-03-2024 10:00;15-03-2024 10:00;14-03-2024 10:00;SRV2
""",
        """\
issue_id: Meldingnummer
title: Korte omschrijving
component: Categorie
severity: Prioriteit
status: Status
created_at: Aanmaakdatum
target_date: Streefdatum
resolved_at: Datum gereed
""",
    ),
    Shape(
        "Checkbook of a city (US)",
        "contract_spend",
        """\
Agency,Associated Prime Vendor,Capital Project,Check Amount,Contract ID,Contract Purpose,Document ID,Expense Category,Fiscal Year,Issue Date,Payee Name
Syn,N/A,N/A,100.00,CT1,Hosting,D1,OTPS,2024,2024-03-01,Syn A
Syn,N/A,N/A,200.00,CT1,Hosting,D2,OTPS,2024,2024-03-13,Syn B
""",
        """\
line_id: Document ID
contract_id: Contract ID
supplier_name: Payee Name
period_start: Issue Date
amount_gross: Check Amount
measure_type: =realised
cost_type: Expense Category
description: Contract Purpose
""",
    ),
]


def proposed(shape: Shape) -> tuple[str, dict[str, str]]:
    """The source that a draft proposes, and of each canonical column where it comes from."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / shape.file
        file.write_text(shape.text, "utf-8")
        [entry, *_] = yaml.safe_load(draft(file))["files"]
    made = entry.get("unpivot", {})
    across = " ".join(made.get("columns", ()))
    said = {name: across if (column := _origin(mapping)) in (made.get("name"), made.get("value")) else column
            for name, mapping in entry["columns"].items()}  # fmt: skip
    return entry["source"], said


def _origin(mapping: dict[str, Any]) -> str:
    if "expression" in mapping:
        named = re.findall(r'"([^"]+)"', mapping["expression"])
        return "row_number" if "row_number" in mapping["expression"] else "".join(named[:1])
    return f"={mapping['constant']}" if "constant" in mapping else str(mapping["from"])


def share(shape: Shape) -> tuple[int, int, list[str]]:
    """Columns that are right, columns that there are in the file or in the draft, and what is wrong."""
    source, found = proposed(shape)
    right = shape.columns
    if source != shape.source:
        return 0, len(right), [f"taken for {source}"]
    every = [*right, *(name for name in found if name not in right)]
    wrong = [f"{name}: {found.get(name, 'nothing')}" for name in every if found.get(name) != right.get(name)]
    return len(every) - len(wrong), len(every), wrong


def table(shares: list[tuple[int, int, list[str]]]) -> str:
    """The table, as Markdown."""
    lines = [
        "| shape (values are synthetic) | source | right | of | wrong, or not found |",
        "|---|---|---|---|---|",
    ]
    right = of = 0
    for shape, (good, every, wrong) in zip(SHAPES, shares, strict=True):
        right, of = right + good, of + every
        lines.append(f"| {shape.name} | `{shape.source}` | {good} | {every} | {'; '.join(wrong)} |")
    return "\n".join([*lines, f"| all, {right / of:.0%} | | {right} | {of} | |"]) + "\n"


def main() -> None:
    """Print the table, or write it into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    made = table([share(shape) for shape in SHAPES])
    if not parser.parse_args().write:
        sys.stdout.write(made)
        return
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(before + BEGIN + made + END + rest.partition(END)[2], "utf-8")


if __name__ == "__main__":
    main()
