"""The command line: one file a command; only here does the program exit, print or read the environment."""
