"""What is promised of speed, as ratios to a yardstick of the same run, never in a test; and of the house itself."""
