"""Drift: what git states and a cluster does not have, who set it, what is missing and what is too much. Read-only."""
