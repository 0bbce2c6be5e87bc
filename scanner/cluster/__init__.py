"""A live cluster, read-only: its objects as documents, judged as files are, with what could not be seen."""
