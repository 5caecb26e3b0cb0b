"""Training the support model; needs the extra `dateline[train]`."""
