"""A published table as a spreadsheet, for people who work in one."""
