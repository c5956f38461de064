"""What a filter pattern matches: the judge (`evaluate`), and the same answers quickly (`compiled`).

syntax tree + message → true, false, or the open questions that decide it
"""
