"""Dates of publication: only where they are stated, never guessed and never the file's own."""
