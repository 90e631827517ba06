"""Orchestration: when and in which order. No business rule stands here."""
