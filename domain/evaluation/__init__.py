"""Judges a unit as a whole, with suppositions, by points, or within its department.

The rules for one activity or one criterion belong in `activity` and `rubric`.
"""
