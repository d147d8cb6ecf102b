"""What can be wrong with diagrams: one module a rule, found by being here."""
