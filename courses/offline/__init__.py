"""Learning without a signal: what is taken along, and what is told afterwards."""
