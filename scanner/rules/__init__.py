"""The built-in rules: one topic a file, one function a rule."""
