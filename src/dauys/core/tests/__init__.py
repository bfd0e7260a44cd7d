"""Tests of core: properties against brute-force twins, and the vectors that must hold."""
