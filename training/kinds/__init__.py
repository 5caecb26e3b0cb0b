"""Fitting what kind of question is asked, on questions written for it."""
