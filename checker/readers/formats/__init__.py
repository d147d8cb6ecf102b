"""One module a format, with its `READER`; found by being here, and loaded when an input asks for it."""
