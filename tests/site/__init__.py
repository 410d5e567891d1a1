"""Round the generator: the Markdown block, the check, the preview."""
