"""A row is found: which files a run reads, each once, and what a running administration said before.

Where files lie, and which versions of them hold. None is opened for its rows here: that is `read`.
"""
