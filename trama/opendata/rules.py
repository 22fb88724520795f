"""The terms on which open data are given."""

API_VERSION = "1.0.0"  # semantic: what a program relies on changes with the first number alone
REQUESTS_PER_MINUTE = 120  # of one address
DATA_FRESH_SECONDS = 60
TABLE_FRESH_SECONDS = 300
