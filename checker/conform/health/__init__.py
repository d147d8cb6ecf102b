"""What health checks say: the counts behind DOWN and UP, and when a server answered whom."""
