"""Tables and files that several commands show."""
