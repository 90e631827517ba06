"""Deliveries: read files of others into the canonical raw tables, and account for every line."""
