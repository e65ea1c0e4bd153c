"""Tables that people bring as Excel or CSV: contacts, plans, numbers."""
