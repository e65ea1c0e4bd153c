"""What one activity has and lacks: completeness, points, reliefs, reviews, doubts about pictures."""
