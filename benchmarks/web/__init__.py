"""The pages against the targets of their design; healthchecks is the yardstick for pages of a list."""
