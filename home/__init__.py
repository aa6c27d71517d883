"""The front door: the public home and the learner's desk. Composes what other rooms know; owns no facts."""
