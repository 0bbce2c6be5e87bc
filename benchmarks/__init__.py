"""Side by side with peers, in one run: ratios, not absolute times."""
