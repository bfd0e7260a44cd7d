"""The verbs of learning: the only place that writes its tables."""
