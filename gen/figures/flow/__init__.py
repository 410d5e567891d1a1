"""Figures of the lesson on flow matching, and on what has changed since 2020."""
