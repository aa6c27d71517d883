"""Reports: figures gathered and frozen, put into words, written as documents, compared with the facts again later."""
