"""What every room needs and no room owns: components, PDF, text, spreadsheets, codes.

Knows no training word and has no tables; imports no other app.
"""
