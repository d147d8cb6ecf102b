"""What a contract defines itself, judged: its events found, its states estimated, its properties decided."""
