"""The criteria: figures, scores, the explanation of a score, the gap to a level, and numbers as people type them."""
