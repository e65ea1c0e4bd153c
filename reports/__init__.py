"""The official forms: what each says as one document model, drawn as Word and as PDF from that one source.

What is true of a unit comes in as domain values; nothing here reads a database, a clock or a setting.
"""
