"""The criteria: figures, scores with what they stand on, and the gap to the next level."""
