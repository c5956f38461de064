"""Fuzzing of the pattern language: any bytes at all, and no crash."""
