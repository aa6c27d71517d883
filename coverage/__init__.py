"""How far we are: targets of the province's plans, counted at any date for any agency, person by person."""
