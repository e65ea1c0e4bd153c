"""Sets up an installation and examines it. What a bureau does with it belongs in the other rooms."""
