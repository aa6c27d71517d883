"""What officers do to papers that are out, in the administration: one page for each verb, the history, proposals."""
