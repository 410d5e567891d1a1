"""Where pictures and points come from."""
