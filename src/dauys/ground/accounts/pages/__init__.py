"""The pages of accounts: signing in and out, and the security of one's own account."""
