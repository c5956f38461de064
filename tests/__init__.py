"""The tests, which mirror `analyzer/`. What several rooms of them share stands in `tests.support`."""
