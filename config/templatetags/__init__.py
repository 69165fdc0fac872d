"""Tags of templates that serve every page."""
