"""Pictures and films: whether they open whole, and their size, day and length."""
