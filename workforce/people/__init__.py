"""The pages of an officer's people: who works here, what each did when, and what happens to them next."""
