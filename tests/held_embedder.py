"""An embedding model that waits, so that indexing can be looked at while it is under way."""

import threading
from collections.abc import Sequence

import numpy as np
from hashing_embedder import HashingEmbedder

A_BATCH = 4  # times that embedding is asked for before what was embedded is committed


class HeldEmbedder(HashingEmbedder):
    """While `held` is not set, embedding passages waits, after so many times that are `free`; each wait releases `waiting`."""

    def __init__(self) -> None:
        super().__init__()
        self.held = threading.Event()
        self.held.set()
        self.waiting = threading.Semaphore(0)
        self.free = 0

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        if self.free:
            self.free -= 1
        else:
            self.waiting.release()
            self.held.wait()
        return super().embed_passages(texts)
