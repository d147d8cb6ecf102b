"""What a set of configuration files deploys, as a graph: what runs, where it listens, and what leads where."""
