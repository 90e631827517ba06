"""Independent computations to hold the warehouse against: plain Python on the delivered files, no SQL.

They import nothing of `fundament`, and nothing of the product uses them. They follow the rules in docs/ and the
law one step at a time, as slow as is needed to be read.
"""
