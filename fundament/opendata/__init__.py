"""What a release says of itself for data portals: a data package of Frictionless, and DCAT-AP-NL.

The tables themselves are written by `fundament.publication`, and for people by `fundament.spreadsheet`.
"""
