"""How long people trained in a year: courses completed, classes attended, and papers from elsewhere."""
