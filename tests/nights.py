"""A synthetic running administration on three nights: corrections, a withdrawal, re-baselines."""

from pathlib import Path

DECLARATION = """\
delivery_id: ledger
title: Synthetic ledger, register and tracker
owner: Synthetic organisation
publication_id: ledger
files:
  - {source: publications, path: publications.csv}
  - {source: contracts, path: register.csv, scope: full}
  - {source: services, path: services.csv, scope: full}
  - {source: migrations, path: tracker.csv, scope: full}
"""
SPEND = "  - {source: contract_spend, path: %s, scope: increment}\n"
# Each is as at the end of its month, and what February says of a line of January takes its place.
KEYED = "  - {source: contract_spend, path: %s, scope: increment, key: [line_id], as_of: %s}\n"
REGISTER = "contract_id,contract_name,end_date,current_end_date,asserted_class\n"
TRACKER = "migration_id,service_id,status,baseline_end_date,forecast_end_date\n"
LINES = "line_id,contract_id,period_start,period_end,amount_gross,measure_type\n"
NIGHTS = ("2024-01-31", "2024-02-29", "2024-03-31")


def write_night(folder: Path, night: int) -> None:
    """The folder of deliveries as it stands on each night."""
    folder.mkdir(exist_ok=True)
    spend = [["spend-01.csv"], ["spend-01.csv", "spend-02.csv"], ["spend-01.csv", "copy of spend-01.csv"]][night]
    files = {
        "delivery.yml": DECLARATION
        + "".join(KEYED % (name, NIGHTS[1] if "02" in name else NIGHTS[0]) for name in spend),
        "publications.csv": (
            "publication_id,title,published_on,as_of_date\nledger,Synthetic administration,2024-01-31,2024-01-31\n"
        ),
        "services.csv": "service_id,service_name\ns,Synthetic service\n",
        # B leaves the register on the second night, and A is extended.
        "register.csv": REGISTER
        + (
            "A,Synthetic A,2024-06-30,2024-06-30,lawful\nB,Synthetic B,,2024-03-31,lawful\n"
            if night == 0
            else "A,Synthetic A,2024-06-30,2024-12-31,lawful\n"
        ),
        "tracker.csv": TRACKER
        + f"m,s,in_progress,2024-03-31,{['2024-03-31', '2024-06-30', '2024-09-30'][night]}\n",
        "spend-01.csv": LINES
        + "l1,A,2024-01-01,2024-02-01,100.00,realised\nl2,A,2024-01-01,2024-02-01,50.00,realised\n",
        # The ledger corrects l2, and books January once more, late.
        "spend-02.csv": LINES
        + "l2,A,2024-01-01,2024-02-01,40.00,realised\nl3,A,2024-01-01,2024-02-01,7.00,realised\n",
    }
    files["copy of spend-01.csv"] = files["spend-01.csv"]
    for old in folder.iterdir():
        old.unlink()
    for name in ("delivery.yml", "publications.csv", "services.csv", "register.csv", "tracker.csv", *spend):
        (folder / name).write_text(files[name])
