"""Figures of the lesson on prompts."""
