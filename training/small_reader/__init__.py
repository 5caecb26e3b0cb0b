"""Training the reader; nothing here is imported when questions are answered."""
