"""Benchmarks behind ``belltime bench``: the protocol is in benchmarks/, results lie beside it."""
