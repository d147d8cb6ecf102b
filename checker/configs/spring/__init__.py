"""Spring applications: properties of YAML and .properties files, per profile, overridden by the environment."""
