"""The main window: what is where, what each action does."""
