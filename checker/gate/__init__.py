"""Can this configuration keep what the diagrams promise? Rules over the facts of a deployment, bounds, repairs."""
