"""Word, Excel, PowerPoint and OpenDocument files, and the harm that may hide in them."""
