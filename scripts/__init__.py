"""What developers run to make the bundled data."""
