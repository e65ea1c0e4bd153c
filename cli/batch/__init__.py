"""Commands about a batch, its points, forms and packs."""
