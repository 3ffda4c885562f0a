"""Infeasibility: why sessions have no place, proved, and the remedies."""
