"""Verdicts: what the engines say of a property, the assumptions it rests on, exact times, values that would do."""
