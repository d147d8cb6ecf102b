"""What can happen at all: roles as timed transition systems, proofs, counterexamples, impossible diagrams."""
