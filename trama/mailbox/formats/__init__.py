"""Certified mail (PEC) as a format: read, judge, write. Pure: no database, no network, no clock.

Source: RFC 6109 (the rules of DM 2 November 2005) and the DTD of `daticert.xml`.
"""
