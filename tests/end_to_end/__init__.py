"""The whole way: the demo, its invented caseload, and tests that run both programs as people do."""
