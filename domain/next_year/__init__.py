"""The next year's plan: carried over from this year's or read from its table, and compared. No file is read here."""
