"""The third proof of a paper: a verifiable credential (Open Badges 3.0, W3C VC 2.0) that outlives this site."""
