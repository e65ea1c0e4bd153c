"""Commands about the plan of a year."""
