"""Who you are: the user, how one signs in. Not where one works (workforce), nor what one may teach."""
