"""The hosts that share the virtual address: who is who, who takes it over, and when."""
