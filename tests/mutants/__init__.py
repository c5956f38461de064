"""Mutants of evidence, and the laws that every one of them is held to.

A mutant is a base (a sample or an account case), some steps that change its files, and the law that such
steps fall under. `run` tries many and writes down each that breaks its law; `cases/` keeps what was found.
"""
