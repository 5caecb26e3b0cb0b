"""How weights that ship are made; nothing here is imported by the product or part of its wheel."""
