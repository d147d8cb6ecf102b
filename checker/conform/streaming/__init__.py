"""Heartbeat services and media servers: what their logs and the wire tell, brought together under one name each."""
