"""The sums of coverage on arrays: no database here, but for `loading`."""
