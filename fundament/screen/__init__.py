"""A release in the terminal: its summary, its findings, and what changed. Numbers are read, not computed."""
