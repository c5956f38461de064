"""Proofs that no event is left, as data: the prover finds them, the checker believes nothing.

claim → prover → certificate → checker → accepted, or why not
"""
