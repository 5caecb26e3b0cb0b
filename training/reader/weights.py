"""How often each file of pairs is drawn: times its size, beside the others of its kind."""

# A name, or how it begins: the longest that fits counts. Of the questions about half have an answer.
WEIGHTS = {
    "questions/newwiki": 1.0,
    "questions/squad2": 1.5,
    "questions/nq": 1.0,
    "questions/timeqa": 0.5,
    "questions/halueval": 1.0,
    "questions/qnli": 0.4,
    "questions/cloze": 0.3,
    "questions/misses": 0.2,
    "questions/news-answered": 2.0,
    "questions/news-misses": 0.3,
    "questions/news-changed": 0.4,
    "questions/written-answered-": 3.0,
    "questions/written-misses-": 0.8,
    "questions/written-changed-": 0.6,
    "statements/nli": 0.4,
    "statements/begin": 1.0,
    "statements/factcheck": 1.5,
    "statements/wice": 1.5,
    "statements/halueval": 0.5,
    "statements/claims": 2.0,
    "statements/facts": 1.0,
    "statements/edited-news": 0.4,
    "statements/edited-reference": 0.2,
    "statements/written-": 3.0,
}


def weight(name: str) -> float:
    """Return the weight of a file, `questions/NAME` or `statements/NAME`; raises KeyError where none is set."""
    fitting = [known for known in WEIGHTS if name == known or (known.endswith("-") and name.startswith(known))]
    if not fitting:
        raise KeyError(f"No weight is set for {name}; add one to training/reader/weights.py")
    return WEIGHTS[max(fitting, key=len)]
