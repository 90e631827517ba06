"""The transformation: dbt in this process.

How the models are prepared and built, and what is read out of dbt's manifest. What they compute stands in `dbt/`;
those that run on Spark are handed to `fundament.engines`.
"""
