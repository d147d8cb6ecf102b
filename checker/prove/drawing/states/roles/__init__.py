"""Roles as state graphs: one module a kind of role, found by being here."""
