"""What decides a question about patterns. Only `analyzer.patterns.difference` asks here.

question → prepared patterns → goals → solve → values of each kind → an event, or none
"""
