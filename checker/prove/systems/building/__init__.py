"""From contracts to machines: one module a role, found by being here; it reads what the contract says of its kind."""
