"""Two versions of a diagram as one: the steps of both in one tree, with what became of each."""
