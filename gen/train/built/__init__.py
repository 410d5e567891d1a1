"""What is learned in seconds, with NumPy alone, whenever the site is built and it is stale.

Each module has NAMES, and a function `learn(name)` that gives a `Learned`; it is kept in
gen/weights/<module>/<name>. A figure whose module names that file gets it learned before.
"""
