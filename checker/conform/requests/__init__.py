"""Requests, each held against the diagram that it is to follow: one instance of the chart a request, in bulk."""
