"""The checkers of the components beside the gate: what each says of the same faults."""
