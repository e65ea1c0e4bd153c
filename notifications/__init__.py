"""What to say to people, apart from how to send it.

`digest` finds the words, `message` makes the mail's bytes, `channels` hands them over and says what
became of them. When to send, and the record of what was sent, are none of this room's business.
"""
