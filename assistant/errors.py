"""What can go wrong while answering, each told in one line that names the value and the remedy.

AssistantError           everything below, for one `except`
  LanguageModelError     the language model does not answer, or not as it should
  UnsupportedAnswer      nothing that the language model wrote is held by the passages
  QuestionError          a question that cannot be asked
  UnknownArticle         an article that is not in the index
  EvaluationError        a file or folder of an evaluation that cannot be used
  ReaderError            a reader's or a support scorer's model that cannot be loaded or used
"""


class AssistantError(Exception):
    """Shown to the user as one line."""


class LanguageModelError(AssistantError):
    """The language model does not answer, or not as it should; the text never holds the key."""


class UnsupportedAnswer(AssistantError):
    """Nothing that the language model wrote is held by the passages; the reader should answer instead."""


class QuestionError(AssistantError):
    """A question that is empty or too long, or whose dates are the wrong way round."""


class UnknownArticle(AssistantError):
    """An article that is not, or no longer, in the index."""


class EvaluationError(AssistantError):
    """A file or folder of an evaluation that cannot be read, written or used."""


class ReaderError(AssistantError):
    """A reader's or a support scorer's model that cannot be loaded or used."""
