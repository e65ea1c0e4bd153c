"""The JSON documents that programs rely on (docs/json.md), as frozen models. No value is computed here."""
