"""Synthetic deliveries: invented portfolios of any size, whose totals and non-compliance are known beforehand.

They are files like those of others, labelled synthetic. The embedded data, which is the memo's, is in `seeds/`.
"""
