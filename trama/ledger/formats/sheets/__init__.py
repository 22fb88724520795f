"""Lists as offices keep them: CSV and XLSX, read into rows that remember their place."""
