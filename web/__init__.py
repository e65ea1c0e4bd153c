"""The pages: parse what a browser sends, ask `flows`, render. Nothing is decided or stored here.

`front` has the room itself: the application, who may do what, sign-in. The other rooms have the pages of those whom
they are for. Sentences of the rules come from `domain`; the words of a page stand in its template.
"""
