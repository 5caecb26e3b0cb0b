"""The contestants of indexing.py: started by it, also with a Python that has txtai and not Dateline.

Reads one JSON object a line, {"contestant": name, "warm_up": bool}, and answers each with {"seconds": s} or {"skipped": why}.
Nothing is imported before it is asked for.
"""

import itertools
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Passages, or for Dateline files, of the warm-up.
WARM_UP = 32

# Runs over the first n, or over all where n is None; returns the seconds.
Run = Callable[[int | None], float]


def dateline(job: dict[str, Any], scratch: Path) -> Run:
    from index import IndexSettings, update_index

    fresh = (scratch / f"dateline-{n}" for n in itertools.count())
    few = scratch / "few"
    few.mkdir()
    for file in sorted(Path(job["folder"]).rglob("*.*"))[: WARM_UP // 4]:
        shutil.copy(file, few)
    embedder = the_embedder(job)

    def run(first: int | None) -> float:
        settings = IndexSettings(index_dir=next(fresh), threads=job["threads"])
        return timed(lambda: update_index(few if first else Path(job["folder"]), settings, embedder))

    return run


def floor(job: dict[str, Any], scratch: Path) -> Run:
    embedder = the_embedder(job)
    return lambda first: timed(lambda: embedder.embed_passages(job["texts"][:first]))


def llama_index(job: dict[str, Any], scratch: Path) -> Run:
    import chromadb
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(job["weights"], device="cpu")
    assert {str(parameter.dtype) for parameter in model.parameters()} == {"torch.float32"}

    class Embedding(BaseEmbedding):  # as llama-index-embeddings-huggingface 0.8.0 does it
        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return model.encode(texts, batch_size=self.embed_batch_size, normalize_embeddings=True).tolist()

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        _get_query_embedding = _get_text_embedding

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    fresh = (scratch / f"llama-index-{n}" for n in itertools.count())

    def build(first: int | None) -> None:
        nodes = [TextNode(id_=str(n), text=text) for n, text in enumerate(job["texts"][:first])]
        client = chromadb.PersistentClient(str(next(fresh)), settings=chromadb.Settings(anonymized_telemetry=False))
        collection = client.create_collection("starter", embedding_function=None)
        storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
        embedding = Embedding(model_name="all-MiniLM-L6-v2")
        VectorStoreIndex(nodes, storage_context=storage, embed_model=embedding, transformations=[SentenceSplitter()])
        assert collection.count() == len(nodes)

    return lambda first: timed(lambda: build(first))


def txtai(job: dict[str, Any], scratch: Path) -> Run:
    from txtai import Embeddings

    embeddings = Embeddings(path=job["weights"], content=False)

    def build(first: int | None) -> None:
        embeddings.index(job["texts"][:first])
        assert embeddings.count() == len(job["texts"][:first])

    return lambda first: timed(lambda: build(first))


CONTESTANTS = {"Dateline": dateline, "floor": floor, "LlamaIndex": llama_index, "txtai": txtai}


def the_embedder(job: dict[str, Any]) -> Any:
    """Dateline's embedder, loaded once: the floor is measured with the very same one."""
    from index import load_embedder

    if "embedder" not in job:
        job["embedder"] = load_embedder(None, threads=job["threads"])
    return job["embedder"]


def timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the libraries print is no answer
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    ready: dict[str, Run] = {}
    with tempfile.TemporaryDirectory(prefix="dateline-contestant-") as scratch:
        for line in sys.stdin:
            asked = json.loads(line)
            name = asked["contestant"]
            try:
                if name not in ready:
                    ready[name] = CONTESTANTS[name](job, Path(scratch))
                answer: dict[str, Any] = {"seconds": ready[name](WARM_UP if asked["warm_up"] else None)}
            except ImportError as error:
                answer = {"skipped": f"{error}; pip install it into {sys.prefix}"}
            print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
