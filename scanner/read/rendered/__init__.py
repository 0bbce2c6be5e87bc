"""Helm charts and Kustomize overlays: what the user's own tools render, and which file each value comes from."""
