"""One module an output format, called `as_NAME`, with `render(outcome, options) -> str`; found by being here."""
