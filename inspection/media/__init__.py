"""Films and pictures: what they show of themselves when opened."""
