"""The roles of a system, each a small machine that is defined once: what it keeps, what it does, and by which rule."""
