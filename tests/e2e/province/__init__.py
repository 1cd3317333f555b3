"""The shipped catalogue computed a second time: seeded events of a whole province, and SQL."""
