"""Rows are set apart: rejected, skipped and repeated ones, each with its reason, from those that are stored."""
