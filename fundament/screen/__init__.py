"""A release in the terminal: its summary, its findings, and what changed. Numbers are read, not computed.

Which command shows what is said in `fundament.commands`; tables as files are written by `fundament.spreadsheet`.
"""
