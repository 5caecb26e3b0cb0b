"""Reading: finding, in the passages of a question, the words that answer it, and knowing when there are none."""
