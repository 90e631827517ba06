"""The engines that the models are computed on: which model on which, and Apache Spark beside DuckDB."""
