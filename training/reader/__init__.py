"""Training the large reader: questions to passages, and statements against them, in one network."""
