"""The room of the pages itself: application, admission, errors, sign-in. What a page shows belongs elsewhere."""
