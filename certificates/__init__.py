"""What one is given: issue, render, sign, keep, verify, revoke. Words are frozen the moment they are printed."""
