"""Programs besides Python that tests use, as `install_tools.sh` finds or installs them."""

import os
from typing import NoReturn

import pytest


def without(reason: str) -> NoReturn:
    """Skip the test, or fail it when REQUIRE_BROWSER is 1."""
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(f"REQUIRE_BROWSER is 1, and {reason}")
    pytest.skip(reason)
