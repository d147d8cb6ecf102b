"""The solver's side: machines as formulas of z3, and the searches for runs and for proofs."""
