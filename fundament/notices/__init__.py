"""Notices of runs that did not end well, and of the first one that does again: by mail and by webhook.

Who is told, and what. When that is, say the hooks of `dagster_project/run_life.py`.
"""
