"""What authors and reviewers see in the administration besides Wagtail's own screens."""
