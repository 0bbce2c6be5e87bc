"""Mutation: each rule is silenced, and each condition of the shared semantics disabled; a test must notice.

``make test-mutants`` runs it. It is our own because mutmut changes neither decorated functions nor decorated classes
(https://github.com/boxed/mutmut/issues/558), which views and rules are, and cosmic-ray runs the whole test command on
each mutant. Here the tests are collected once; each mutant is put into live functions of a fork (`swap`), in which
those tests run that run its lines (`lines`), quickest first, until one fails (`trials`). What runs at import gets a
process of its own (`plugin`). A run begins with the test that noticed the mutant the last time (`memory`).
"""
