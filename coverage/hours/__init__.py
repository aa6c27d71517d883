"""How long people trained in a year: courses completed here, and recognised papers from elsewhere."""
