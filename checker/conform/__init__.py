"""Did the running system do what it should? From events through what can be known of each fluent to verdicts."""
