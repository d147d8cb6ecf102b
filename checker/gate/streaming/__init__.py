"""The streaming system: the way of a publish to the replicas, the heartbeats that watch them."""
