"""Changes that a monitor sees between two polls, and the alerts that announce them."""
