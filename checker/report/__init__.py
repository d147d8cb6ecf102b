"""From an outcome to what people and machines read: one module an output format, under `formats`."""
