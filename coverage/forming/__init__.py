"""From “still missing” to a class: who is missing is looked at, chosen, and put into a class of the course."""
