"""Writes packs as ZIP files and proves them. What goes into a pack is decided in `domain`."""
