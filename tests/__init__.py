"""The tests, which mirror `analyzer/`: a test of one room imports only `tests.support` and its own."""
