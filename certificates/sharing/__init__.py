"""What holders show to others: a link that says what they chose, badges, and files for wallets."""
