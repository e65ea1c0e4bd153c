"""What the demo is made of: evidence files by real tools, a department of twenty units. No rule lives here."""
