"""`ledger.sql` in Polars: folder of the deliveries, folder of the reference tables, folder for what is made."""

import json
import sys

import polars as pl

folder, reference, target = sys.argv[1:]


def day(name: str) -> pl.Expr:
    return pl.col(name).str.to_date("%Y-%m-%d")


def cents(name: str) -> pl.Expr:
    return (pl.col(name).cast(pl.Float64) * 100).round().cast(pl.Int64)


contracts = pl.read_csv(f"{folder}/register/contracts.csv", infer_schema=False)
keys = ["contract_id", "procurement_method", "nature", "authority_type"]
facts = contracts.select(
    *keys,
    day("award_date"),
    pl.max_horizontal(*map(cents, ("estimated_value_net", "maximum_value_net", "original_value_net"))).alias(
        "estimate"
    ),
    pl.coalesce("max_extent_date", "end_date").str.to_date("%Y-%m-%d").alias("lawful_end"),
)
thresholds = pl.read_csv(f"{reference}/thresholds.csv", try_parse_dates=True).with_columns(
    valid_from=pl.col("valid_from"), threshold=pl.col("threshold_amount_net").cast(pl.Int64) * 100
)
award = facts.join(thresholds, on=["nature", "authority_type"]).filter(
    pl.col("award_date").is_between("valid_from", "valid_to")
)
facts = facts.join(award.select("contract_id", "threshold"), on="contract_id", how="left").with_columns(
    is_on_file=pl.lit(value=True)
)
columns = ["line_id", "contract_id", "period_start", "period_end", "amount_gross", "citation"]
lines = pl.concat(
    pl.scan_csv(f"{folder}/{name}", infer_schema=False).select(columns)
    for name in ("ledger/ledger.csv", "register/contract_spend.csv")
).with_columns(day("period_start"), day("period_end"), cents("amount_gross").alias("cents"))
joined = lines.join(facts.lazy(), on="contract_id", how="left").with_columns(
    border=pl.col("lawful_end") + pl.duration(days=1)
)
is_cut = ((pl.col("border") > pl.col("period_start")) & (pl.col("border") < pl.col("period_end"))).fill_null(
    value=False
)
parts = pl.concat(
    [
        joined.filter(~is_cut).with_columns(a=pl.col("period_start"), b=pl.col("period_end")),
        joined.filter(is_cut).with_columns(a=pl.col("period_start"), b=pl.col("border")),
        joined.filter(is_cut).with_columns(a=pl.col("border"), b=pl.col("period_end")),
    ]
)


def up_to(name: str) -> pl.Expr:
    days = (pl.col(name) - pl.col("period_start")).dt.total_days()
    return (pl.col("cents") * days / (pl.col("period_end") - pl.col("period_start")).dt.total_days()).floor()


missing = pl.col("is_on_file").is_null()
direct = ((pl.col("procurement_method") == "direct") & (pl.col("estimate") >= pl.col("threshold"))).fill_null(
    value=False
)
late = (pl.col("a") > pl.col("lawful_end")).fill_null(value=False)
contract, end = pl.col("contract_id"), pl.col("lawful_end").cast(pl.String)
judged = parts.select(
    "line_id",
    "contract_id",
    "a",
    "b",
    (up_to("b") - up_to("a")).cast(pl.Int64).alias("cents_gross"),
    pl.when(missing)
    .then(pl.lit("uncertain_no_contract"))
    .when(direct)
    .then(pl.lit("unlawful_direct_award"))
    .when(late)
    .then(pl.lit("unlawful_extension"))
    .otherwise(pl.lit("lawful"))
    .alias("lawfulness_class"),
    pl.when(missing)
    .then(pl.format("No contract on file for {}", contract.fill_null("this line")))
    .when(direct)
    .then(pl.format("Estimate EUR {} net; threshold EUR {}", pl.col("estimate") / 100, pl.col("threshold") / 100))
    .when(late)
    .then(pl.format("After the lawful end of contract {}: {}", contract, end))
    .otherwise(pl.format("Lawful end of contract {}: {}", contract, end.fill_null("unknown")))
    .alias("evidence"),
    "citation",
)
judged.sink_parquet(f"{target}/judged.parquet")
by_year = (
    pl.scan_parquet(f"{target}/judged.parquet")
    .group_by("contract_id", pl.col("a").dt.year().alias("year"), "lawfulness_class")
    .agg(pl.col("cents_gross").sum(), pl.len().alias("parts"))
    .collect(engine="streaming")
)
by_year.write_parquet(f"{target}/per_contract_and_year.parquet")
totals = by_year.group_by("lawfulness_class").agg(pl.col("cents_gross").sum(), pl.col("parts").sum())
print(json.dumps(sorted(totals.rows())))
