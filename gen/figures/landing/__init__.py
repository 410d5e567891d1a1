"""Figures of the landing page."""
