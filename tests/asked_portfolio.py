"""A synthetic portfolio with something to answer to every question of docs/questions.md; all of it is invented.

Facts of several years, two scenarios with lines and one of which the total alone is published; a contract that
the register lacks, a line without one, and a later year of a commitment. A second publication has the outturn.
"""

import csv
import io
from pathlib import Path

ASKED, OUTTURN = "asked", "outturn"
FILES = {
    "publications": """publication_id,title,issuer,document_reference,published_on,as_of_date
asked,Synthetic portfolio of questions,Synthetic Agency,SYN-1,2024-01-01,2024-06-30
""",
    "scenarios": """scenario_id,scenario_name,pause_months,is_baseline,published_total_gross
pause_0,Synthetic: no pause,0,true,
pause_12,Synthetic: a pause of a year,12,false,
printed,Synthetic: the total alone,,false,30000000
""",
    "contracts": """contract_id,contract_name,supplier_id,supplier_name,contract_type,platform_id,award_date,start_date,end_date,current_end_date,original_value_net,authority_type,nature,procurement_method,recognition_basis,asserted_class,asserted_from
c_old,Old platform,S1,Supplier One,contract,old,2019-12-01,2020-01-01,2023-12-31,2024-12-31,1500000,central,services,open,,unlawful_extension,2020-01-01
c_new,New platform,S2,Supplier Two,contract,new,2020-12-01,2021-01-01,2026-12-31,2026-12-31,1000000,central,services,open,,lawful,2020-01-01
c_all,Reported in full,S2,Supplier Two,contract,,2022-12-01,2023-01-01,2026-12-31,2026-12-31,2000000,central,services,open,commitment,lawful,2020-01-01
""",
    "contract_amendments": """amendment_id,contract_id,amendment_date,modification_ground,value_delta_net,new_end_date
a1,c_old,2023-06-01,additional,1000000,2024-12-31
a2,c_new,2023-02-01,additional,100000,
""",
    "contract_spend": """line_id,contract_id,service_id,cost_type,period_start,period_end,amount_gross,measure_type,scenario_id
f1,c_old,alpha,hosting,2022-01-01,2023-01-01,2500000,realised,
f2,c_old,beta,hosting,2023-01-01,2024-01-01,3000000,realised,
f3,c_new,alpha,licences,2023-03-01,2023-04-01,1200000,realised,
f4,c_lost,,licences,2023-05-01,2023-06-01,400000,realised,
f5,,,,2023-06-01,2023-07-01,150000,realised,
f6,c_all,gamma,building,2023-07-01,2023-08-01,900000,realised,
f7,c_all,gamma,building,2024-02-01,2024-03-01,800000,realised,
p1,c_old,alpha,hosting,2024-01-01,2025-01-01,4000000,forecast,pause_0
p2,c_old,alpha,hosting,2025-01-01,2026-01-01,1000000,forecast,pause_0
q1,c_old,alpha,hosting,2024-01-01,2025-01-01,4500000,forecast,pause_12
q2,c_old,alpha,hosting,2025-01-01,2026-01-01,3200000,forecast,pause_12
q3,c_new,alpha,licences,2025-01-01,2026-01-01,700000,forecast,pause_12
""",
    "services": """service_id,service_name,service_kind,owner
old,Old platform,platform,Unit
new,New platform,platform,Unit
alpha,Alpha,service,Unit
beta,Beta,service,Unit
gamma,Gamma,service,Unit
prog,Programme,programme,Unit
calm,Calm programme,programme,Unit
act,Act,law,Unit
""",
    "migrations": """migration_id,service_id,from_platform_id,to_platform_id,status,baseline_start_date,baseline_end_date,forecast_end_date,actual_end_date,contract_id,target_contract_id,reason
m_new,new,,new,in_progress,2023-10-01,2024-03-01,2024-12-31,,,,
m_alpha,alpha,old,new,paused,2024-01-01,2024-05-01,2025-02-28,,c_old,c_new,new
m_beta,beta,old,new,completed,2023-11-01,2023-11-30,2023-12-15,2023-12-15,c_old,c_new,
m_prog,prog,,,in_progress,,2024-07-01,2024-07-01,,,,
m_calm,calm,,,in_progress,,2026-07-01,2026-07-01,,,,
""",
    "dependencies": """from_id,to_id,dependency_type,lag_days
alpha,prog,required_by,0
alpha,calm,required_by,0
prog,act,required_by,
""",
    "issues": """issue_id,title,component,is_blocking,status,created_at,target_date,resolved_at,validated_at,platform_id
i1,Synthetic: often open,net,true,Open,2024-02-05 09:00:00,2024-04-30,,,new
i2,Synthetic: solved,net,false,Closed,2024-03-04 09:00:00,,2024-03-20 12:00:00,2024-03-25 12:00:00,new
i3,Synthetic: new,db,true,Open,2024-05-06 09:00:00,2024-08-31,,,new
""",
    "issue_events": """issue_id,event_at,event_type
i1,2024-02-05 09:00:00,opened
i1,2024-03-01 09:00:00,resolved
i1,2024-03-11 09:00:00,reopened
""",
    "milestones": """milestone_id,title,subject_id,milestone_status,period_start,period_end
first_version,Synthetic: first version,new,met,2023-11-01,2023-12-01
digipoort_first_migrations,Synthetic: first migrations,alpha,expected,2024-10-01,2025-01-01
elsewhere,Synthetic: not asked for,alpha,expected,2024-01-01,2024-02-01
""",
    "cost_impacts": """cost_impact_id,year,component,amount_eur
k1,2022,building,500000
k2,2022,shortfall,1250000
k3,2023,building,10000
""",
    "procurement_errors": """entity,year,base_kind,base_amount,error_amount,uncertainty_amount,framework_error_amount,parent_entity
Synthetic agencies,2023,agencies,1000000000,12000000,9000000,,
Synthetic Agency,2023,agencies,400000000,5000000,1000000,,Synthetic agencies
Others,2022,agencies,1000000,1000,2000,,Synthetic agencies
""",
    "control_totals": """figure_id,measure,year,scenario_id,printed_text,printed_value,unit,decimals,citation,accepted_verdict,accepted_residual,accepted_reason,accepted_by,accepted_on
all_2023,unlawful_amount_gross,2023,pause_12,"3,0",3.0,eur_million,1,Synthetic table,,,,,
all_2024,unlawful_amount_gross,2024,pause_12,"4,6",4.6,eur_million,1,Synthetic table,mismatch,0.1,Synthetic: printed before the last change,Controller,2024-02-01
all_2025,unlawful_amount_gross,2025,pause_12,"3,3",3.3,eur_million,1,Synthetic table,mismatch,0.1,Synthetic: printed before the last change,,
""",
}
OUTTURN_FILES = {
    "publications": """publication_id,title,issuer,published_on,as_of_date
outturn,Synthetic outturn,Synthetic Ministry,2025-06-30,2025-06-30
""",
    "procurement_errors": """entity,year,base_kind,base_amount,error_amount,uncertainty_amount,framework_error_amount,parent_entity
Synthetic Agency,2024,agencies,500000000,4700000,100000,20000,
""",
}


def write(folder: Path) -> Path:
    """The two deliveries in a folder."""
    for name, owner, files in ((ASKED, "Asked team", FILES), (OUTTURN, "Outturn team", OUTTURN_FILES)):
        place = folder / name
        place.mkdir(parents=True)
        listed = "".join(f"  - {{source: {source}, path: {source}.csv}}\n" for source in files)
        (place / "delivery.yml").write_text(
            f"delivery_id: {name}\ntitle: Synthetic {name}\nowner: {owner}\npublication_id: {name}\n"
            f"date_formats: ['%Y-%m-%d', '%Y-%m-%d %H:%M:%S']\nfiles:\n{listed}"
        )
        for source, text in files.items():
            (place / f"{source}.csv").write_text(text)
    return folder


def rows_of(source: str, files: dict[str, str] | None = None) -> list[dict[str, str]]:
    """The rows of a source, as text."""
    return list(csv.DictReader(io.StringIO((files or FILES)[source])))
