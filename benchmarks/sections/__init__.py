"""Documents whose parts are known, made by Word's library, LibreOffice and Typst, to measure how parts are found."""
