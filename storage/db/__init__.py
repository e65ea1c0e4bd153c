"""The database: its tables, opening and upgrading, and the audit of every write. Rows by subject are in `records`."""
