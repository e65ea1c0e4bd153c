"""The JSON documents about surveys."""
