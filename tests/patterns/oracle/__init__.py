"""A second opinion on how patterns compare, of which no line is shared with `analyzer.patterns` but the
syntax tree.

    judge    whether a condition holds of one value, from what AWS was recorded to answer
    trees    the values that tell the conditions of two patterns apart
    worlds   all events that can be made of such values, and in which of them a pattern holds
    single   whether a pattern holds of one event
    lines    the same for patterns on lines of text
    symbolic the same question put to the solver Z3
    pairs    random pairs of patterns, most of them near misses
    check    what `compare` says, held against all of these
    run      the command: how many pairs, how they compare, what disagrees
"""
