"""The picture of what was earned: a medal with the sign of eight petals, as SVG, PNG and a card for shared links."""
