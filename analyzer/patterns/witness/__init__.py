"""Events that look real: what a witness starts from, and what is made of one that was found.

The records are made up in the form of CloudTrail records; account numbers and addresses are those that
AWS and the internet standards reserve for examples.
"""

from analyzer.patterns.witness.dress import Path, records_like
from analyzer.patterns.witness.records import API_CALL, FAILED_SIGN_IN, natural_texts, sample_for

__all__ = ["API_CALL", "FAILED_SIGN_IN", "Path", "natural_texts", "records_like", "sample_for"]
