"""An embedding model that waits, so that indexing can be looked at while it is under way."""

import threading
from collections.abc import Sequence

import numpy as np
from hashing_embedder import HashingEmbedder


class HeldEmbedder(HashingEmbedder):
    """While `held` is not set, embedding passages waits; `waiting` is released each time that it is asked to."""

    def __init__(self) -> None:
        super().__init__()
        self.held = threading.Event()
        self.held.set()
        self.waiting = threading.Semaphore(0)

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        self.waiting.release()
        self.held.wait()
        return super().embed_passages(texts)
