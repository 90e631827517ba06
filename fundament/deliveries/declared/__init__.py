"""What a delivery says: its YAML, and the canonical sources that its rows go to.

What is declared, not what is there: files are looked for in `found`.
"""
