"""Official forms and packs, from the record to the files."""
