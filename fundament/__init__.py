"""Fundament: deliveries in, a reconciled and published warehouse out."""
