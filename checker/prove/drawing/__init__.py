"""Counterexamples on the team's own lifelines, as text and as a sequence diagram."""
