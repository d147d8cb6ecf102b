"""Past-time metric first-order temporal logic with Kleene truth: syntax, grounding, signals and the online monitor."""
