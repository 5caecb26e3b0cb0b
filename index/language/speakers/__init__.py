"""Who says each sentence of a text: the clause in it, or the one around the quotation that it is part of."""

from index.language.speakers.speakers import LONGEST_SENTENCE, Attribution, is_body, person_name, speakers

__all__ = ["LONGEST_SENTENCE", "Attribution", "is_body", "person_name", "speakers"]
