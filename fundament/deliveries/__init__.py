"""Deliveries, and the way of a row through them.

`declared` says what is to come. A row is `found` in a file, `read` as text, `cast`, `set_apart` where it can't be
taken over, `counted`, and `stored`. `loading` is that way for one file, `reader` for all, and `drafts` writes a
first declaration. What a run would say of them is in `fundament.rehearsal`, what is pulled in `connectors`.
"""
