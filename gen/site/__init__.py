"""Round the generator: checks before it, Markdown blocks in it, finishing touches after it."""
