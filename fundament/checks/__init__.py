"""The checks: Great Expectations suites over the private file, before it is published."""
