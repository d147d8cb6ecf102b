"""The job `init`: a first contract for a document, each fact with the line it was read from, each doubt a question."""
