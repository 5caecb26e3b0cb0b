"""Fitting the evidence model: the weights of the reader's features and of the relations, together."""
