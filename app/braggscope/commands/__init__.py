"""The command line without a display: one file for each command, none imports Qt."""
