"""The words that say how far a unit of time lies from the article's: "last", "this", "next"."""

# So many units after the one of the article.
STEPS = {
    **dict.fromkeys(("last", "past", "previous", "preceding", "prior", "latest"), -1),
    **dict.fromkeys(("this", "current", "same"), 0),
    **dict.fromkeys(("next", "coming", "following", "upcoming"), 1),
}
WHICH = r"this(?: past| coming)?|last|next|(?:the )?(?:past|previous|preceding|coming|upcoming|following|current|latest|same)"
