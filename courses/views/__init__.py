"""Screens for learners. They parse, call one function, and render."""
