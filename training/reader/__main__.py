"""Train the large reader, or go on with it: `python -m training.reader --help`.

It has no end: it learns at a constant rate, later a slowly falling one, until it is stopped (by any signal, also SIGKILL) and goes on from
its last checkpoint when it is started again. `--cool-down` ends a copy of it: the rate falls to nothing, model.pt is written.
"""

import argparse
import fcntl
import json
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from index.encoding import PairEncoder
from training.reader import checkpoints
from training.reader.evaluate import QUESTIONS, measure
from training.reader.network import LargeReader
from training.reader.pairs import read
from training.reader.streams import Stream
from training.reader.weights import weight

WARM_UP, CONSTANT_UNTIL = 100, 2_500
CLIP = 1.0
KINDS = ("questions", "statements")
# Measured often at first, when it learns fast: at these numbers of questions, then at every multiple of the last.
MEASURED_AT = (1_500, 3_000, 4_500, 6_000)


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m training.reader", description=__doc__)
    parser.add_argument("start", type=Path, help="folder of all-mpnet-base-v2: model.safetensors, config.json, tokenizer.json")
    parser.add_argument("data", type=Path, help="folder of the unpacked sets, for measuring")
    parser.add_argument("prepared", type=Path, help="folder that training.reader.prepare wrote")
    parser.add_argument("out", type=Path, help="folder for checkpoints and logs; a run found there is continued")
    parser.add_argument("--from-run", type=Path, help="start as a copy of the newest checkpoint of this run")
    parser.add_argument("--cool-down", type=int, metavar="STEPS", help="let the rate fall to 0 in so many steps, write model.pt, end")
    parser.add_argument("--batch", type=int, default=16, help="questions a step (default: 16)")
    parser.add_argument("--statements", type=int, default=8, help="statements a step (default: 8)")
    parser.add_argument("--rate", type=float, default=5e-5, help="highest learning rate of the encoder (default: 5e-5)")
    parser.add_argument("--head-rate", type=float, default=3e-4, help="highest learning rate of the heads (default: 3e-4)")
    parser.add_argument("--bfloat16", action="store_true", help="compute in bfloat16 where that is faster")
    parser.add_argument("--frozen-layers", type=int, default=0, help="lowest layers left as they are: each takes a third of the time")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--checkpoint-seconds", type=float, default=600)
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="answerable and unanswerable questions that are measured on")
    parser.add_argument("--stop-after", type=int, metavar="STEP", help="stop, with a checkpoint, when so many steps are done")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    with (options.out / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            parser.error(f"another process trains in {options.out}")
        Training(options).run()


class Training:
    """A run: the network, its optimizer, where the data stands."""

    def __init__(self, options: argparse.Namespace) -> None:
        torch.set_num_threads(options.threads)
        torch.manual_seed(options.seed)
        self._options = options
        self._encoder = PairEncoder(Tokenizer.from_file(str(options.start / "tokenizer.json")))
        self._network = LargeReader.from_folder(options.start)
        groups = [
            {"params": [p for p in self._network.encoder.parameters() if p.requires_grad], "lr": options.rate},
            {"params": [*self._network.head.parameters(), *self._network.entailment.parameters()], "lr": options.head_rate},
        ]
        # Those that are frozen stay in the optimizer, which passes over what has no gradient: a run may be continued with more or fewer.
        self._network.encoder.encoder.layer[: options.frozen_layers].requires_grad_(False)
        if options.frozen_layers:
            self._network.encoder.embeddings.requires_grad_(False)
        self._optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self._rates = (options.rate, options.head_rate)
        self._streams = {kind: self._stream(kind, size) for kind, size in zip(KINDS, (options.batch, options.statements), strict=True)}
        self._step, self._questions = 0, 0
        self._cooling_since: int | None = None
        self._restore()
        self._stopped = False

    def run(self) -> None:
        """Train until stopped or cooled down."""
        options = self._options
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        if options.cool_down and self._cooling_since is None:
            self._cooling_since = self._step
        self._network.train()
        self._log("log.jsonl", event="start", sources={kind: stream.shares for kind, stream in self._streams.items()})
        began = saved = time.monotonic()
        since: dict[str, float] = {}
        pairs = 0
        while not self._stopped and self._rate() > 0:
            losses = self._learn()
            pairs += options.batch + options.statements
            for name, value in losses.items():
                since[name] = value if name not in since else 0.9 * since[name] + 0.1 * value
            if self._step % 10 == 0:
                rate = pairs / (time.monotonic() - began)
                self._log("log.jsonl", losses={name: round(value, 4) for name, value in since.items()}, pairs_a_second=round(rate, 2))
                began, pairs = time.monotonic(), 0
            due = self._questions // MEASURED_AT[-1] > (self._questions - options.batch) // MEASURED_AT[-1]
            if due or any(self._questions - options.batch < at <= self._questions for at in MEASURED_AT):
                self._save()
                self._log("evaluations.jsonl", **measure(self._network, self._encoder, options))
                began = saved = time.monotonic()
                pairs = 0
            elif time.monotonic() - saved > options.checkpoint_seconds:
                self._save()
                saved = time.monotonic()
            if self._step == options.stop_after:
                break
        self._save()
        if self._cooling_since is not None and self._rate() <= 0:
            torch.save({"network": checkpoints.learnt(self._network)}, options.out / "model.pt")
            self._log("evaluations.jsonl", **measure(self._network, self._encoder, options))

    def _learn(self) -> dict[str, float]:
        for group, highest in zip(self._optimizer.param_groups, self._rates, strict=True):
            group["lr"] = highest * self._rate()
        found: dict[str, float] = {}
        for kind, stream in self._streams.items():
            with torch.autocast("cpu", torch.bfloat16, enabled=self._options.bfloat16):
                losses = self._network.losses(stream.draw())
            torch.autograd.backward(torch.stack(list(losses.values())).sum())
            found |= {f"{kind[:-1]}_{name}": loss.item() for name, loss in losses.items()}
        torch.nn.utils.clip_grad_norm_([p for p in self._network.parameters() if p.requires_grad], CLIP)
        self._optimizer.step()
        self._optimizer.zero_grad()
        self._step += 1
        self._questions += self._options.batch
        return found

    def _rate(self) -> float:
        """Return the share of the highest rate: rising, constant, then falling with the root of the steps; when cooling down to 0."""
        share = float(min(1.0, (self._step + 1) / WARM_UP, (CONSTANT_UNTIL / (self._step + 1)) ** 0.5))
        if self._cooling_since is None:
            return share
        return share * max(0.0, 1 - (self._step - self._cooling_since) / (self._options.cool_down or 1))

    def _stream(self, kind: str, size: int) -> Stream:
        found = {file.stem: list(read(file)) for file in sorted((self._options.prepared / kind).glob("*.jsonl"))}
        return Stream(found, {name: weight(f"{kind}/{name}") for name in found}, self._encoder, size, self._options.seed)

    def _restore(self) -> None:
        file = checkpoints.latest(self._options.out)
        if file is None and self._options.from_run:
            file = checkpoints.latest(self._options.from_run)
        if file is None:
            return
        state = torch.load(file, weights_only=True)
        checkpoints.restore_network(self._network, state["network"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._step, self._questions, self._cooling_since = state["step"], state["questions"], state["cooling_since"]
        for kind, stream in self._streams.items():
            stream.restore(state["streams"][kind])

    def _save(self) -> None:
        state: dict[str, Any] = {"network": checkpoints.learnt(self._network), "optimizer": self._optimizer.state_dict()}
        state |= {"step": self._step, "questions": self._questions, "cooling_since": self._cooling_since}
        checkpoints.save(self._options.out, self._step, state | {"streams": {kind: s.state() for kind, s in self._streams.items()}})

    def _log(self, name: str, **values: Any) -> None:
        now = time.strftime("%Y-%m-%dT%H:%M:%S")
        with (self._options.out / name).open("a", encoding="utf-8") as log:
            log.write(json.dumps({"time": now, "step": self._step, "questions": self._questions} | values) + "\n")

    def _stop(self, *_: object) -> None:
        self._stopped = True


if __name__ == "__main__":
    main()
