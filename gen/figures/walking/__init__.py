"""Figures of the lesson on walking back."""
