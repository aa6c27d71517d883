"""The question bank as a tool: what makes a question whole, files in and out, statistics."""
