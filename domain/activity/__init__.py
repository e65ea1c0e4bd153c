"""Judges one activity: what counts, completeness, points, reliefs, reviews, doubts about pictures.

What several activities are worth together belongs in `evaluation`.
"""
