"""What each change does to what was promised: breaking, strengthening, compatible or cosmetic, and why."""
