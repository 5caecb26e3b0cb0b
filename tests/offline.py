"""Run in a child process, `python offline.py ARTICLES INDEX QUESTION [--linger SECONDS]`: what leaves the machine is an error."""

import sys
import time
from ipaddress import ip_address
from pathlib import Path


def refuse_foreign(event: str, arguments: tuple) -> None:
    """Raise on a connection or a look-up that is not for this machine."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "127.0.0.1"  # a path is a socket of this machine
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0] or "localhost"
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host != "localhost" and not ip_address(host).is_loopback:
        raise RuntimeError(f"{event} for {host}")


if __name__ == "__main__":
    sys.addaudithook(refuse_foreign)
    articles, index_dir, question = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    from assistant import Assistant
    from index import IndexSettings, load_embedder, update_index

    update_index(articles, IndexSettings(index_dir=index_dir), load_embedder(None, threads=2))
    print(Assistant(index_dir).ask(question).text)
    if sys.argv[4:5] == ["--linger"]:
        time.sleep(float(sys.argv[5]))  # for what libraries do in the background
