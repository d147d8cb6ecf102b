"""The parts of the report for people: inputs, properties, findings, the excerpt of the diagram."""
