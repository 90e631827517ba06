"""A small running administration, of which every value is computed by hand."""

from pathlib import Path

FILES = {
    "publications": """publication_id,title,published_on,as_of_date
portfolio,Synthetic portfolio,2024-01-01,2024-06-30
""",
    "contracts": """contract_id,contract_name,platform_id,start_date,current_end_date
old_c,Old platform,old,,2024-07-31
new_c,New platform,new,,
deal_c,New agreement,,2024-08-01,
""",
    # alpha: 18,200 in the 182 days of January to June is 100 a day. beta left the old platform on 15 April.
    "contract_spend": """line_id,contract_id,service_id,period_start,period_end,amount_gross,measure_type
l1,old_c,alpha,2024-01-01,2024-07-01,18200,realised
l2,new_c,alpha,2024-06-01,2024-07-01,500,realised
l3,old_c,beta,2024-05-01,2024-06-01,310,realised
""",
    "services": """service_id,service_name,service_kind,owner
old,Old platform,platform,
new,New platform,platform,
alpha,Alpha,service,
beta,Beta,service,Unit
gamma,Gamma,service,Unit
prog,Programme,programme,Unit
act,Act,law,
deal,Deal,agreement,
""",
    "migrations": """migration_id,service_id,from_platform_id,to_platform_id,status,baseline_start_date,baseline_end_date,forecast_start_date,forecast_end_date,actual_end_date,contract_id,target_contract_id,sequence,reason
m_new,new,,new,in_progress,,2024-01-01,,2024-01-31,,,,,
m_alpha,alpha,old,new,paused,2024-02-01,2024-03-01,2024-05-15,2024-08-14,,old_c,deal_c,migrate_first,i1
m_beta,beta,old,new,completed,,2024-03-31,,,2024-04-15,old_c,,,
m_gamma,gamma,old,new,cancelled,,2024-03-31,,2025-03-31,,old_c,,,
m_prog,prog,,,in_progress,,2024-06-30,,2024-06-30,,,,,
m_act,act,,,not_started,,2024-09-01,,2024-09-01,,,,,
""",
    "dependencies": """from_id,to_id,dependency_type,lag_days
alpha,new,runs_on,0
alpha,prog,required_by,10
prog,act,required_by,0
act,deal,paid_under,
gamma,act,required_by,0
beta,act,required_by,0
""",
    "issues": """issue_id,title,component,is_blocking,created_at,resolved_at,platform_id
i1,Synthetic issue,net,true,2024-05-06 09:00:00,,new
""",
    "issue_events": """issue_id,event_at,event_type
i1,2024-05-06 09:00:00,opened
i1,2024-05-08 09:00:00,resolved
i1,2024-05-13 09:00:00,reopened
""",
    "measures": """measure_id,title,status,due_date
late,Synthetic measure,planned,2024-06-29
""",
}


def write(folder: Path, **changed: str) -> Path:
    folder.mkdir()
    listed = "".join(f"  - {{source: {name}, path: {name}.csv}}\n" for name in FILES)
    (folder / "delivery.yml").write_text(
        "delivery_id: portfolio\ntitle: Synthetic portfolio\nowner: tests\npublication_id: portfolio\n"
        f"date_formats: ['%Y-%m-%d', '%Y-%m-%d %H:%M:%S']\nfiles:\n{listed}"
    )
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text + changed.get(name, ""))
    return folder
