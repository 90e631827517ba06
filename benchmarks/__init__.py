"""What a night, a question and a reader cost: each module is a command that measures and prints.

None is a test; what they found stands in `docs/performance.md` and `docs/scale.md`.
"""
