"""Letters: their recipients, their bytes, their delivery, and people's answers. When one is due belongs in `domain`."""
