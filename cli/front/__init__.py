"""The front door: the command tree, languages, and how every command ends."""
