"""A row is stored: the tables of schema `raw`. No value is changed on the way there.

What is made of them is the models', in `dbt/`.
"""
