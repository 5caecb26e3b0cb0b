from importlib.util import find_spec

# Training needs the extra `train`, which `make test` installs.
collect_ignore_glob = [] if find_spec("torch") and find_spec("onnx") else ["*"]
