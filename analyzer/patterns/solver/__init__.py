"""What decides a question about patterns: is there an event that these match and those do not?

question → prepared patterns → negation normal form → solve → values of each kind → an event, or none

The question is asked in `difference`; how two patterns compare is read off its answers in `compare`.
"""
