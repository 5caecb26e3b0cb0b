// Finds questions: what the form asks for stands in the address after "#", so that it can be kept, sent and stepped back to.
"use strict";
(() => {
  const LISTS = ["outcome", "mark"];
  const form = document.getElementById("filters");
  const list = document.getElementById("cards");
  const shown = document.getElementById("shown");
  const rangeButton = document.getElementById("range");
  const asNumber = (text) => (text === "" ? NaN : Number(text));
  const cards = Array.from(list.children, (element, place) => ({
    element,
    place,
    kind: element.dataset.kind,
    outcome: element.dataset.outcome,
    marks: element.dataset.marks.split(","),
    confidence: asNumber(element.dataset.confidence),
    support: asNumber(element.dataset.support),
  }));
  const all = shown.textContent;
  let range = null;
  let sorted = "";

  // The text of a card that is looked through, read once: not its labels, which are the same on every card.
  const textOf = (card) => {
    const parts = card.element.querySelectorAll(".question, .answer, .gold, .file, .id, blockquote");
    card.text ??= Array.from(parts, (part) => part.textContent).join("\n").toLowerCase();
    return card.text;
  };
  const checked = (name) => Array.from(form.querySelectorAll(`input[name=${name}]:checked`), (box) => box.value);
  const valueOf = (name) => form.elements[name]?.value ?? "";

  const tests = () => {
    const words = valueOf("words").toLowerCase().split(/\s+/).filter(Boolean);
    const kind = valueOf("kind");
    const outcomes = checked("outcome");
    const wanted = {
      words: (card) => words.every((word) => textOf(card).includes(word)),
      kind: (card) => !kind || card.kind === kind,
      outcome: (card) => !outcomes.length || outcomes.includes(card.outcome),
      range: (card) => !range || (card.confidence >= range.from && card.confidence <= range.to),
    };
    for (const mark of checked("mark")) wanted[mark] = (card) => card.marks.includes(mark);
    return Object.entries(wanted);
  };

  // Beside a choice stands how many questions it would leave, the other choices kept.
  const tell = (counts, count) => {
    shown.textContent = count === cards.length ? all : `${count.toLocaleString("en")} of ${all}`;
    for (const box of form.querySelectorAll(".chip input")) {
      box.parentElement.querySelector(".count").textContent = counts.get(`${box.name} ${box.value}`) ?? 0;
    }
    for (const option of form.querySelectorAll("option[data-name]")) {
      option.textContent = `${option.dataset.name} (${counts.get(`kind ${option.value}`) ?? 0})`;
    }
    rangeButton.hidden = !range;
    if (range) rangeButton.textContent = `confidence ${range.from.toFixed(3)} to ${range.to.toFixed(3)} ✕`;
  };

  const sort = (by) => {
    if (by === sorted) return;
    sorted = by;
    const down = by.startsWith("-");
    const key = by.replace("-", "");
    const rank = (card) => (Number.isNaN(card[key]) ? Infinity : down ? -card[key] : card[key]);
    const order = cards.slice();
    if (key) order.sort((a, b) => (rank(a) === rank(b) ? a.place - b.place : rank(a) - rank(b)));
    list.append(...order.map((card) => card.element));
  };

  const apply = () => {
    const asked = tests();
    const counts = new Map();
    const add = (name) => counts.set(name, (counts.get(name) ?? 0) + 1);
    let count = 0;
    for (const card of cards) {
      const failed = asked.filter(([, passes]) => !passes(card)).map(([name]) => name);
      const only = (name) => failed.every((other) => other === name);
      card.element.hidden = failed.length > 0;
      if (!failed.length) {
        count += 1;
        for (const mark of card.marks) add(`mark ${mark}`);
      }
      if (only("outcome")) add(`outcome ${card.outcome}`);
      if (only("kind")) add(`kind ${card.kind}`);
    }
    sort(valueOf("sort"));
    tell(counts, count);
  };

  const write = () => {
    const state = new URLSearchParams();
    for (const name of ["words", "kind", "sort"]) if (valueOf(name)) state.set(name, valueOf(name));
    for (const name of LISTS) for (const value of checked(name)) state.append(name, value);
    if (range) for (const end of ["from", "to"]) state.set(end, range[end]);
    const hash = String(state);
    history.replaceState(null, "", location.href.split("#")[0] + (hash && `#${hash}`));
  };

  const read = () => {
    // The name of a place on the page is no state: nothing is found by it.
    const state = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
    for (const name of ["words", "kind", "sort"]) {
      const field = form.elements[name];
      if (field) field.value = state.get(name) ?? "";
      if (field && field.selectedIndex === -1) field.value = "";
    }
    for (const name of LISTS) {
      for (const box of form.querySelectorAll(`input[name=${name}]`)) box.checked = state.getAll(name).includes(box.value);
    }
    const from = asNumber(state.get("from") ?? "");
    const to = asNumber(state.get("to") ?? "");
    range = Number.isNaN(from) || Number.isNaN(to) ? null : { from, to };
    apply();
  };

  const changed = () => { apply(); write(); };
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    history.replaceState(null, "", location.href.split("#")[0]);
    read();
  });
  rangeButton.addEventListener("click", () => { range = null; changed(); });
  addEventListener("hashchange", read);
  for (const link of document.querySelectorAll("a.finds")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      history.pushState(null, "", location.href.split("#")[0] + link.getAttribute("href"));
      read();
      document.getElementById("questions").scrollIntoView();
    });
  }
  for (const readout of document.querySelectorAll(".readout")) {
    const figure = readout.parentElement;
    const tellPoint = (event) => {
      const point = event.target.closest(".told");
      if (point) readout.textContent = point.querySelector("title").textContent;
    };
    readout.textContent = "Point at the plot for figures, press for the questions.";
    figure.addEventListener("pointerover", tellPoint);
    figure.addEventListener("focusin", tellPoint);
  }
  form.hidden = false;
  read();
})();
