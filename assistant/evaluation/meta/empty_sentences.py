"""Sentences without content, which should leave the score of an answer where it is."""

EMPTY_SENTENCES = (
    "This was reported at the time.",
    "More details may follow.",
    "The matter was covered in the news.",
    "That is what the articles say on this point.",
    "Here is what is known so far.",
    "This is how the events were described.",
    "There is more to read on this subject.",
    "It was mentioned in the coverage of the day.",
    "The story has been told in these words.",
    "This remains the account given in the reports.",
    "These are the facts as they were presented.",
    "Further information is given in the sources.",
    "To summarise, this is the overall picture.",
    "As noted, that is the situation described.",
)
