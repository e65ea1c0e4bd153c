"""What speed is promised, measured as ratios to a named yardstick in the same run; never in a test."""
