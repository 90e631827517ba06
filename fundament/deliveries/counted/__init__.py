"""Rows are counted: what became of a file, against what its delivery promises and beside its neighbours.

It refuses; what becomes of one row was said before, in `cast` and `set_apart`.
"""
