"""What the site costs, on PostgreSQL and Redis with a whole province of people: `make bench`.

Pages are measured in CPU time per request, over every process that works for them, and set beside
a bare Django view served the same way in the same rounds. docs/performance.md explains the figures.
"""
