"""Figures for everyone: aggregates by agency, with the few hidden so that nobody can be picked out."""
