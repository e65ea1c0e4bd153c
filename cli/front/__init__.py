"""What all commands share: the command tree, languages, options, and how a command ends. No command lives here."""
