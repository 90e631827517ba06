"""Rows are set apart: rejected, skipped and repeated ones, each with its reason, from those that are stored.

Whether a value can be taken over is said in `cast`; whether there are too many of them in `counted`.
"""
