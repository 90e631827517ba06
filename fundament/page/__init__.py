"""The release as a page: one file, made from the marts, that opens from disk and asks nothing of a network.

Queries, templates and what the browser does. No figure is computed here, and none in the browser; the note for
people who read on paper is `fundament.note`.
"""
