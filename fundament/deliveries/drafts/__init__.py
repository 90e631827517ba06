"""A first description of a file that nobody has described.

It guesses, and says so; what a description may say is in `declared`.
"""
