"""From directories of Rego files to policies: their heads, their METADATA, their parameters' schemas."""
