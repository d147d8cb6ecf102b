"""One module a format, called like it, with a `FORMAT`; found by being here."""
