"""Figures of the studio."""
