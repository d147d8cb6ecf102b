"""From bytes to events: one module a format in the folder `formats`, recognised by content; what they share is here."""
