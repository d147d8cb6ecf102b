"""The runs that two charts allow, and whether one allows what the other does."""
