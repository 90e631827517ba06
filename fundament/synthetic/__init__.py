"""Synthetic deliveries: invented portfolios of any size, whose totals and non-compliance are known beforehand."""
