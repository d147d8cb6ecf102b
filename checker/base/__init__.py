"""What every other room may use: places in files, time, findings, errors. Knows no other room."""
