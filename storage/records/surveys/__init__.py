"""The answers to surveys, as files brought them."""
