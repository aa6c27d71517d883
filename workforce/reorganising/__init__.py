"""Merging, splitting, renaming, moving and closing agencies: foreseen, carried out, undone (decision 0040)."""
