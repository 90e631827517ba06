"""What a run would say of deliveries, without one: what is understood of files, what models and checks refuse.

It reads, computes and checks by the same code as a run, and publishes nothing.
"""
