"""The commands of `build`, each a function that joins stages and prints."""
