"""Makes official forms and packs from the record, and proves and submits packs. Layout is `reports`' work."""
