"""The rules under which the field measures retrieval, one file each."""
