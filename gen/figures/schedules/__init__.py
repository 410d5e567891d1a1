"""Figures of the lesson on schedules."""
