"""An app of the tests: long work that takes as long as it is told, for a worker to be killed in."""
