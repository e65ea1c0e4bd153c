"""What a letter says, and how it is sent; the two never meet.

`digest` and `summary` choose the words, `message` makes the mail's bytes, `channels` sends them and returns a
verdict. When to send belongs to `domain`, the record of what was sent to `storage`.
"""
