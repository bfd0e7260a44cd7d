"""Credentials anybody can verify: Open Badges 3.0 as W3C Verifiable Credentials 2.0, two kinds of proof, and a status.

Pure values in and out. Only `data_integrity` and what stands on it need the extra `badges`.
"""
