"""Questions to AWS itself: the probes, the record of its answers, and what these settle."""
