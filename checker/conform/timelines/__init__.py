"""What is to be drawn over time of one system: states as lanes, requests as counts, and rare happenings."""
