"""From bytes to events: one module a log or capture format, found by being here, recognised by content."""
