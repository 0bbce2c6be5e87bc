"""``plimsoll test``: test rules, examples, and fields whose absence silences a policy."""
