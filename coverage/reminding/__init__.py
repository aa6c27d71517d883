"""Reminding people of what they are bound to learn: before, on and after the date, once a day, never at night."""
