"""Setting up an installation and looking it over."""
