"""The next year's plan: what is carried over, what differs, and a plan read from its table."""
