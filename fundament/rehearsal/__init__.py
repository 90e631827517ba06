"""What a run would say of deliveries, without one: what is understood of files, what models and checks refuse."""
