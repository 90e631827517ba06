"""Connectors: pull from a system into files, which the delivery reader loads like any other."""
