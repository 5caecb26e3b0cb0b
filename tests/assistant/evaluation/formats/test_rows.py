import json

import pytest
from format_files import fault, write

from assistant.evaluation.formats import read_answers, read_examples
from assistant.evaluation.records import Example


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "file is empty: give a file with one JSON object a line."),
        (b" \n\n\t\n", "file is empty: give a file with one JSON object a line."),
        (b"[]", "file is an empty list: give a file with one JSON object a line."),
        (b'"text"', 'file: not a JSON object: write it as {"name": value, ...}.'),
        (b'[{"question": "Why?"}, 5]', 'file, record 2: not a JSON object: write it as {"name": value, ...}.'),
        (
            b'{"question": "Why?"}\n{',
            "file, line 2: not JSON (Expecting property name enclosed in double quotes at column 2): "
            "give one JSON object a line, or one JSON document.",
        ),
        (
            b'{\n"question": }',
            "file: not JSON (Expecting value at line 2, column 13): give one JSON object a line, or one JSON document.",
        ),
        (b'{"question": "Why?"}\n{"question": "\xff"}', "file, line 2: not UTF-8: save the file as UTF-8."),
        (b"\xff\xfe\x00", "file, line 1: not UTF-16: save the file as UTF-8."),
        (
            b'{"lines": "some"}',
            "file: neither questions nor answers in a format that is read: "
            "give Dateline questions or answers, RAGAS or LlamaIndex rows, SQuAD, or a BEIR folder.",
        ),
        (
            b'{"_id": "1", "text": "Why?"}\n{"_id": "2", "text": "Who?"}',
            "file: neither questions nor answers in a format that is read: give the BEIR folder that it is part of.",
        ),
        (b'{"question": "Why?"}\n{"question": 5}', "file, line 2: `question` is not a text: put it in quotation marks."),
        (b'{"question": "Why?"}\n\n{"id": 3}', "file, line 3: `question` is missing: it has to be a text."),
        (b'{"question": NaN}', "file: `question` is missing: it has to be a text."),
        (b'{"question": " "}', "file: `question` is empty: it has to be a text."),
        (b'{"question": "Why?", "id": [1]}', "file: `id` is neither a text nor a number: give a short text that no other row has."),
    ],
)
def test_what_cannot_be_used_is_one_line_with_place_and_remedy(tmp_path, data, said):
    assert fault(read_examples, write(tmp_path, data)) == said


def test_a_missing_file_is_named(tmp_path):
    said = "none cannot be read (No such file or directory): give a file that exists and may be read."
    assert fault(read_examples, tmp_path / "none") == said


def test_two_rows_of_one_id_are_refused(tmp_path):
    data = '{"id": "a", "question": "Why?"}\n{"id": "b", "question": "Who?"}\n{"id": "a", "question": "When?"}'
    assert fault(read_examples, write(tmp_path, data)) == "file, line 3: the id 'a' is that of line 1 too: give each its own."
    # A row without an id has its line's number.
    assert fault(read_examples, write(tmp_path, '{"id": 2, "question": "Why?"}\n{"question": "Who?"}')) == (
        "file, line 2: the id '2' is that of line 1 too: give each its own."
    )


@pytest.mark.parametrize("deep", ['{"question": "Why?", "more": %s}', '{"question": "Why?"}\n{"question": "Who?", "more": %s}', "%s"])
def test_deep_nesting_is_refused(tmp_path, deep):
    said = fault(read_examples, write(tmp_path, deep % ("[" * 100_000 + "]" * 100_000)))
    assert said.endswith("JSON nested too deeply: give objects of texts and lists of texts.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_encodings_and_line_ends_are_read(tmp_path, encoding):
    text = '{"question": "Who led Ostávia?"}\r\n{"question": "One\u2028line?"}\r\n'
    data = ("\ufeff" + text if encoding == "utf-16-be" else text).encode(encoding)
    assert read_examples(write(tmp_path, data)) == [Example("1", "Who led Ostávia?"), Example("2", "One\u2028line?")]


def test_one_object_a_line_a_list_and_a_single_object_are_the_same(tmp_path):
    rows = [{"question": "Who?"}, {"question": "Why?"}]
    expected = [Example("1", "Who?"), Example("2", "Why?")]
    assert read_examples(write(tmp_path, "\n".join(map(json.dumps, rows)))) == expected
    assert read_examples(write(tmp_path, json.dumps(rows))) == expected
    assert read_examples(write(tmp_path, json.dumps(rows, indent=2))) == expected
    assert read_examples(write(tmp_path, json.dumps(rows[0], indent=2))) == expected[:1]


def test_numbers_of_any_length_are_read_as_ids(tmp_path):
    data = '{"question": "Who?", "id": %s}\n{"question": "Why?", "id": 7}' % ("9" * 5000)
    assert read_examples(write(tmp_path, data)) == [Example("inf", "Who?"), Example("7", "Why?")]


def test_half_a_surrogate_pair_becomes_a_mark(tmp_path):
    assert read_examples(write(tmp_path, r'{"question": "Who \ud83d\ude00 or \ud83d?"}')) == [Example("1", "Who \U0001f600 or \ufffd?")]


def test_a_line_of_megabytes_is_read(tmp_path):
    assert read_examples(write(tmp_path, json.dumps({"question": "x" * 5_000_000}))) == [Example("1", "x" * 5_000_000)]
    assert fault(read_answers, write(tmp_path, json.dumps({"user_input": "Who?", "response": "[1]" * 1_000_000}))) == (
        "file: `response` has 3,000,000 characters: at most 50,000 are scored, shorten it."
    )
