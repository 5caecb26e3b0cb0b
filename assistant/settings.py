"""Settings of the assistant, from arguments or the environment."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class AssistantSettings:
    """What can be set about answering; each is also an environment variable `DATELINE_<NAME>`.

    `reader_model` is None for the bundled reader, or a Hugging Face question-answering model or cross-encoder by name or path;
    `support_model` None for the bundled support scorer, or a sentence-transformers CrossEncoder by name or path.
    With `llm_url` (any OpenAI-compatible address, up to and with /v1) and `llm_model`, a language model writes the answers;
    passages then go to that address. It may keep silent for `llm_timeout` seconds, and its answer take `llm_deadline` in all, its
    sentences checked: a slow model that talks needs minutes, and one that keeps silent is broken. `passages` are read for a question. Below
    `decline_below`, 0 to 1, the reader declines: at .3 it declines 11% of the answerable wikinews_dev questions, 61% of the
    unanswerable ones, and all of the same questions asked of the sample articles, which have nothing on them. When the newest
    evidence is more than `stale_days` older than the newest article, the answer says so.
    """

    reader_model: str | None = None
    support_model: str | None = None
    llm_url: str | None = None
    llm_model: str | None = None
    llm_key: str | None = field(default=None, repr=False)
    llm_timeout: float = 60.0
    llm_deadline: float = 300.0
    passages: int = 10
    decline_below: float = 0.3
    stale_days: int = 365
