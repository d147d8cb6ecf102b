"""What runs in containers: the monitor."""
