"""The checks: Great Expectations suites over the private file, before it is published.

What is expected is said in `expectations/`, what a column or key must be in the tests of dbt; here is how it is
asked, and how what fails is told.
"""
