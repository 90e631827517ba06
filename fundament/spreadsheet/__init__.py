"""A published table as a spreadsheet, for people who work in one.

Also as CSV and Parquet, safe to open. What portals read is in `fundament.opendata`.
"""
