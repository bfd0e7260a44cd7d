"""Loaded before the settings are read: marks the process as a test, so that no real key file is touched."""

import os

os.environ["DAUYS_TEST"] = "1"
os.environ["DAUYS_SECRET_KEY"] = "a key of the tests"
