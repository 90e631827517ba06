"""Rows are counted: what became of a file, against what its delivery promises and beside its neighbours."""
