"""What of one version is what of the other: diagrams, lifelines, steps, fragments."""
