"""Proofs that no event is left: certificates, the search that finds them, the checker that believes nothing.

The checker (`check` and the modules named `claim…`) shares the syntax tree with what decides a question,
and nothing else.
"""
