from importlib.util import find_spec

# A reader that a person configures needs the extra `models`, which `make test` installs.
collect_ignore = [] if find_spec("transformers") else ["test_transformers_reader.py"]
