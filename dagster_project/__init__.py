"""Orchestration: when and in which order. No business rule stands here.

What a step does is in `fundament`; the same job is started by `fundament run` and by Dagster's schedule.
"""
