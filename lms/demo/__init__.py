"""Invented people and a believable year of learning, for showing the site and for its tests.

Nobody here exists. Generated people have user names that end with a number; every address is at
example.com and every telephone number begins with +849000000.
"""
