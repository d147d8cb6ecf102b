"""The states of one role of a model, as a graph that is worked out from its machine."""
