"""The training sets in miniature: their formats, with invented text."""

import csv
import json
from pathlib import Path

PEOPLE = ["Mira Tolvane", "Dravan Pelisk", "Oskel Harn", "Ennika Varsholt", "Jorun Bask", "Tilda Marrow"]
TOWNS = ["Pellumar", "Ystrel", "Varndel", "Jolmet", "Kessing", "Orvale"]


def facts(count: int) -> list[tuple[str, str, str, str]]:
    """Passage, question, answer and title, `count` of them, no two alike."""
    found = []
    for n in range(count):
        person, town, year = PEOPLE[n % 6], TOWNS[(n + n // 6) % 6], 1900 + 7 * n
        passage = (
            f"The lighthouse of {town} stands on the northern cape. It was built in {year} by {person}, who had {n + 12} workers. "
            f"In {year + 30} the tower was closed. Visitors came back when the town reopened it {n + 3} years later."
        )
        found.append((passage, f"Who built the lighthouse of {town} in {year}?", person, f"Lighthouse of {town}"))
    return found


def write_sets(data: Path, articles: int = 16) -> None:
    """Write every set that the training reads into `data`."""
    rows = facts(articles)
    trained = [_squad_article(*row, impossible=n % 3 == 0) for n, row in enumerate(rows)]
    _json(data / "squadshifts-newwiki" / "new_wiki_v1.0.json", {"data": [_squad_article(*row, impossible=False) for row in rows[:8]]})
    _json(data / "squad2" / "dev-v2.0.json", {"data": trained})
    _json(data / "xquad-en" / "xquad.en.json", {"data": trained[9:10]})
    nq = [{"question": q.lower(), "answers": [a], "ctxs": [{"title": t, "text": p}]} for p, q, a, t in rows[:6]]
    _lines(data / "nq-open-oracle" / "nq-open-oracle.jsonl", nq)
    _json(data / "timeqa" / "human_annotated_train.json", [_timeqa_page(rows[0], rows[1])])
    _lines(data / "halueval" / "qa_one-turn_data.jsonl", [{"question": q, "knowledge": p, "right_answer": a} for p, q, a, _ in rows[:4]])
    with (_file(data / "nli-dev" / "qnli_dev.csv")).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["premise", "hypothesis", "label"])
        for passage, question, _, _ in rows[:4]:
            sentences = passage.split(". ")
            table.writerow([question, sentences[1] + ".", "entailment"])
            table.writerow([question, sentences[0] + ".", "not_entailment"])
    _lines(data / "news" / "articles.jsonl", [{"title": t, "text": p, "date": "2020-01-14"} for p, _, _, t in rows[:4]])
    known = [_known(f"articles.jsonl#{n}", *row) for n, row in enumerate(rows[:4], start=1)]
    _lines(data / "questions.jsonl", known + [{"question": "Who painted the lighthouse of Ystrel?", "answerable": False}])


def write_claim_sets(data: Path) -> None:
    """Write the sets of claims that the support model's training reads into `data`, beside those of `write_sets`."""
    rows = [(passage, f"{answer} built the lighthouse.", f"{answer} tore the lighthouse down.") for passage, _, answer, _ in facts(32)]
    for name in ("snli_dev", "mnli_dev", "scitail_dev"):
        with _file(data / "nli-dev" / f"{name}.csv").open("w", newline="") as table:
            csv.writer(table).writerows(
                [["premise", "hypothesis", "label"], *([p, r, "entailment"] for p, r, _ in rows), *([p, w, "neutral"] for p, _, w in rows)]
            )
    for n, name in enumerate(("begin_dev_cmu", "begin_dev_tc", "begin_dev_wow", "begin_test_wow")):
        with _file(data / "begin" / f"{name}.tsv").open("w", newline="") as table:
            made = [
                (p, text, label)
                for p, r, w in rows[n::4]
                for text, label in ((r, "Fully attributable"), (w, "Not fully attributable"), ("Oh!", "Generic"))
            ]
            csv.writer(table, delimiter="\t").writerows([["knowledge", "response", "begin_label"], *made])
    stances = [(c, p, s) for p, r, w in rows for c, s in ((r, "completely-support"), (w, "refute"))]
    _lines(
        data / "factcheck-gpt" / "subtask3_claim_evidence_stance.jsonl",
        [{"claim": f"{claim} ({n})", "evidence": text, "stance": stance} for n, (claim, text, stance) in enumerate(stances)],
    )
    claims = [
        {
            "claim": f"{r} Number {n}.",
            "evidence": f"(meta data) TITLE: {n}. {p}".split(". "),
            "label": label,
            "supporting_sentences": groups,
        }
        for n, (p, r, _) in enumerate(rows)
        for label, groups in [("supported", [[2], [1, 2]]) if n % 2 else ("not_supported", [[]])]
    ]
    _lines(data / "wice" / "claim_dev.jsonl", claims)


def _squad_article(passage: str, question: str, answer: str, title: str, *, impossible: bool) -> dict[str, object]:
    asked = {"question": question, "answers": [{"text": answer, "answer_start": passage.index(answer)}], "is_impossible": False}
    none = {"question": question.replace("built", "painted"), "answers": [], "is_impossible": True}
    return {"title": title, "paragraphs": [{"context": passage, "qas": [asked, none] if impossible else [asked]}]}


def _timeqa_page(one: tuple[str, str, str, str], other: tuple[str, str, str, str]) -> dict[str, object]:
    questions = [
        [question, [{"para": n, "from": passage.index(answer), "end": passage.index(answer) + len(answer), "answer": answer}]]
        for n, (passage, question, answer, _) in enumerate((one, other))
    ]
    return {"link": "/wiki/Lighthouses", "questions": questions, "paras": [one[0], other[0]]}


def _known(file: str, passage: str, question: str, answer: str, title: str) -> dict[str, object]:
    evidence = [{"file": file, "sentence_starts": "It was built in"}]
    return {"question": question, "accept": [answer], "evidence": evidence, "answerable": True}


def _file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _json(path: Path, content: object) -> None:
    _file(path).write_text(json.dumps(content), "utf-8")


def _lines(path: Path, rows: list[dict[str, object]]) -> None:
    _file(path).write_text("\n".join(map(json.dumps, rows)), "utf-8")
