"""The plan's YAML files: read, checked for their shape, edited in place, written anew."""
