"""The demo's data: evidence files made by real tools, and a department of twenty units. No rule belongs here."""
