"""The JSON documents that programs rely on (docs/json.md)."""
