"""The engines that the models are computed on: which model on which, and Apache Spark beside DuckDB.

How a query is translated and where rows are exchanged. What is computed stands in `dbt/`, how dbt is run in
`fundament.transformation`.
"""
