"""The figures: `gen/figures/<lesson>/<name>.py` is the figure `<lesson>/<name>`.

A figure's module has one public function, `figure`, that takes its parameters as keywords
with defaults and returns one of the six kinds of `gen.render`.
"""
