"""The database itself: tables, opening and upgrading, and the audit trail of every write."""
