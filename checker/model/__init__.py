"""The words that diagrams, traces and properties share: events, sources, the contract of a system."""
