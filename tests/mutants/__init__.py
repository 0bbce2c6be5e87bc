"""Mutation: each single condition of the shared semantics is turned round, and a test must notice.

``make test-mutants`` runs it. Rules themselves need none of it: every rule has fail examples, and ``test_examples``
demands that each of them is reported.
"""
