"""What each kind of component adds to a topology: one module a kind, found by being here."""
