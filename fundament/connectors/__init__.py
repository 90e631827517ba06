"""Connectors: pull from a system into files, which the delivery reader loads like any other.

A module per kind of system, and what all need to ask one. What the answers mean is said where rows are cast, in
`fundament.deliveries`; which pulls there are, in `deliveries.declared.pulls`.
"""
