"""The experiment as frozen values: what is simulated, never how."""
