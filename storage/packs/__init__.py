"""Writing packs as ZIP files and proving them again."""
