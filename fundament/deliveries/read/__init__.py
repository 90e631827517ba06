"""A row is read: the fields of a file as text, with the line that they stand in. Nothing is cast here.

A module per format in `formats`; what a text means is said in `cast`.
"""
