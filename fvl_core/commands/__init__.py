"""The command line: one file per verb, each of which exports a click command named `command`.

`entry.py` lists the verbs and turns every error into one line and an exit status. Rows go to stdout;
progress and notices go to stderr, so that `--json` can be piped into another program.
"""
