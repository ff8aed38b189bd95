"""The imperative shell: takes what comes in, decides, commits it in one transaction, and sends what goes out."""
