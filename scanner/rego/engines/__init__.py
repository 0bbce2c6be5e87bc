"""The engines behind `scanner.rego.engine.Engine`: embedded, the opa command, an OPA server."""
