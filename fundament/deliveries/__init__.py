"""Deliveries, and the way of a row through them.

`declared` says what is to come. A row is `found` in a file, `read` as text, `cast`, `set_apart` where it can't be
taken over, `counted`, and `stored`. `loading` is that way for one file, `reader` for all; `checking` looks at it
without a run, and `drafts` writes a first declaration. tests/project/test_way_of_a_row.py holds who imports whom.
"""
