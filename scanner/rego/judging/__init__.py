"""Documents to the engine, elements back, each with a place."""
