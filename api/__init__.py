"""What programs of others may ask and are told: systems, tokens, reads by branch, webhooks. Owns no facts."""
