"""What a filter pattern says: its text, cut into tokens, read into a tree, and written back.

text → tokens → syntax tree → text
"""
