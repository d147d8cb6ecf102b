"""Changes as findings, and what their codes mean."""
