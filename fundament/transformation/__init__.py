"""The transformation: dbt in this process."""
