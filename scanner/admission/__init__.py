"""The validating admission webhook: the rules and policies of a scan, asked by the API server about one object.

Nothing here prints or ends the process: `scanner.cli.serve` does. What judges runs in processes of its own
(`scanner.admission.worker`), because a judgement that takes too long can only be ended with its process.
"""
