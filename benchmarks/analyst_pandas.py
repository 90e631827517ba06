"""`ledger.sql` in pandas: folder of the deliveries, folder of the reference tables, folder for what is made."""

import json
import sys

import numpy as np
import pandas as pd

folder, reference, target = sys.argv[1:]
read = {"dtype": "string[pyarrow]", "engine": "pyarrow"}


def cents(texts: pd.Series) -> pd.Series:
    return (texts.astype("float64") * 100).round()


contracts = pd.read_csv(f"{folder}/register/contracts.csv", **read)
values = [cents(contracts[name]) for name in ("estimated_value_net", "maximum_value_net", "original_value_net")]
facts = contracts[["contract_id", "procurement_method", "nature", "authority_type"]].assign(
    award_date=pd.to_datetime(contracts["award_date"]),
    estimate=pd.concat(values, axis=1).max(axis=1),
    lawful_end=pd.to_datetime(contracts["max_extent_date"].fillna(contracts["end_date"])),
)
thresholds = pd.read_csv(f"{reference}/thresholds.csv", parse_dates=["valid_from", "valid_to"])
award = facts.merge(thresholds, on=["nature", "authority_type"])
award = award[award["award_date"].between(award["valid_from"], award["valid_to"])]
award = award[["contract_id"]].assign(threshold=award["threshold_amount_net"] * 100)
facts = facts.merge(award, on="contract_id", how="left").assign(is_on_file=True)
columns = ["line_id", "contract_id", "period_start", "period_end", "amount_gross", "citation"]
files = [f"{folder}/{name}" for name in ("ledger/ledger.csv", "register/contract_spend.csv")]
lines = pd.concat([pd.read_csv(file, usecols=columns, **read) for file in files], ignore_index=True)
for name in ("period_start", "period_end"):
    lines[name] = pd.to_datetime(lines[name], format="%Y-%m-%d")
lines["cents"] = cents(lines.pop("amount_gross"))
joined = lines.merge(
    facts[["contract_id", "procurement_method", "estimate", "lawful_end", "threshold", "is_on_file"]],
    on="contract_id",
    how="left",
)
del lines
border = joined["lawful_end"] + pd.Timedelta(days=1)
is_cut = (border > joined["period_start"]) & (border < joined["period_end"])
whole = joined[~is_cut].assign(a=joined["period_start"], b=joined["period_end"])
before = joined[is_cut].assign(a=joined["period_start"], b=border)
after = joined[is_cut].assign(a=border, b=joined["period_end"])
parts = pd.concat([whole, before, after], ignore_index=True)
del joined, whole


def up_to(name: str) -> pd.Series:
    days = (parts[name] - parts["period_start"]).dt.days
    return np.floor(parts["cents"] * days / (parts["period_end"] - parts["period_start"]).dt.days)


missing = parts["is_on_file"].isna()
direct = ((parts["procurement_method"] == "direct") & (parts["estimate"] >= parts["threshold"])).fillna(False)
late = parts["a"] > parts["lawful_end"]
end = parts["lawful_end"].dt.strftime("%Y-%m-%d").astype("string[pyarrow]")
estimate, threshold = ((parts[name] / 100).astype("string[pyarrow]") for name in ("estimate", "threshold"))
judged = parts[["line_id", "contract_id", "a", "b", "citation"]].assign(
    cents_gross=(up_to("b") - up_to("a")).astype("Int64"),
    lawfulness_class=np.select(
        [missing, direct, late], ["uncertain_no_contract", "unlawful_direct_award", "unlawful_extension"], "lawful"
    ),
)
evidence = "Lawful end of contract " + parts["contract_id"] + ": " + end.fillna("unknown")
evidence = evidence.mask(late, "After the lawful end of contract " + parts["contract_id"] + ": " + end)
evidence = evidence.mask(direct, "Estimate EUR " + estimate + " net; threshold EUR " + threshold)
judged["evidence"] = evidence.mask(missing, "No contract on file for " + parts["contract_id"].fillna("this line"))
judged.to_parquet(f"{target}/judged.parquet")
groups = judged.groupby(["contract_id", judged["a"].dt.year.rename("year"), "lawfulness_class"], dropna=False)
by_year = groups.agg(cents_gross=("cents_gross", "sum"), parts=("line_id", "size")).reset_index()
by_year.to_parquet(f"{target}/per_contract_and_year.parquet")
totals = by_year.groupby("lawfulness_class")[["cents_gross", "parts"]].sum().reset_index()
print(json.dumps(sorted([name, int(total), int(count)] for name, total, count in totals.itertuples(index=False))))
