"""A real nginx with https in front of the page, set up with the lines that the README gives."""

import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from required_tools import without

README = Path(__file__).parent.parent / "README.md"
PATIENCE = 10.0  # seconds until nginx must listen

# One process in the foreground that writes into its own folder alone.
AROUND = """
daemon off;
master_process off;
pid nginx.pid;
error_log error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    {}
}}
"""


@dataclass(frozen=True)
class Proxy:
    """A free port for it, and what it is set up with."""

    nginx: str
    port: int
    folder: Path

    @property
    def address(self) -> str:
        """What people give their browsers."""
        return f"https://localhost:{self.port}"

    @property
    def trusting(self) -> ssl.SSLContext:
        """Takes its certificate, and no other."""
        return ssl.create_default_context(cafile=self.folder / "certificate.pem")

    @contextmanager
    def before(self, address: str) -> Iterator[None]:
        """Stand in front of this address."""
        (self.folder / "nginx.conf").write_text(AROUND.format(self._site(address)), "utf-8")
        command = [self.nginx, "-p", str(self.folder), "-c", "nginx.conf", "-e", "error.log"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE)
        try:
            self._await(process)
            yield
        finally:
            process.terminate()
            process.communicate(timeout=10)

    def _site(self, address: str) -> str:
        (lines,) = re.findall(r"^```nginx\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
        for shown, here in (
            ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
            ("http://127.0.0.1:7860", address),
            ("/etc/ssl/news.example.org.pem", "certificate.pem"),
            ("/etc/ssl/news.example.org.key", "key.pem"),
        ):
            if shown not in lines:
                raise ValueError(f"The README's lines for nginx have no {shown!r}.")
            lines = lines.replace(shown, here)
        return lines

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"nginx does not listen: {(self.folder / 'error.log').read_text('utf-8', 'replace')}")


def https_proxy(folder: Path) -> Proxy:
    """An nginx that can be started, with a certificate of its own for localhost."""
    nginx, openssl = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin"), shutil.which("openssl")
    if nginx is None or openssl is None:
        without("no nginx or openssl is there: install nginx-light and openssl")
    command = f"{openssl} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1"
    command += " -addext basicConstraints=critical,CA:FALSE -keyout key.pem -out certificate.pem"
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        return Proxy(nginx, free.getsockname()[1], folder)
