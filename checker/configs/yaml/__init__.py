"""YAML files as trees of words with places and offsets: what compose and Spring share."""
