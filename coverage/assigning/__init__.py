"""Who must learn what by when, by which decision; where each person stands; who is let off."""
