// What the controls of an answer do: a marker shows its card beside it and leads to it; a card, a point of the timeline and a
// nearest passage open the article where the words stand. `dateline.openArticle` is there for other scripts too.
//
// What comes from articles is put into the page as text only. Offsets count code points, as Python does.
"use strict";
window.dateline ??= {};
(() => {
  const REPLIES = "#conversation .answer, #conversation .abstained";
  const POINTING = ".marker[value], .point"; // what has a preview
  const LEAVING = 150; // ms in which the pointer can move from a marker into its preview
  const FLASHING = 1600; // ms
  const GAP = 8; // px between a marker and its preview
  // The same characters that escaping.py leaves out: they show nothing and can hide or reorder what is shown.
  const JOINING = "[\\u0610-\\u061a\\u0620-\\u08ff\\u0900-\\u109f\\u1780-\\u18af\\ufb50-\\ufdff\\ufe70-\\ufefc]";
  const FROM_RIGHT = "[\\u0590-\\u061b\\u061d-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc]";
  const OTHER = "[^\\p{L}\\p{N}_\\n]";
  // Those that belong where they are, as joiners.py has them, and are kept.
  const AT_HOME =
    `(?<=${JOINING})[\\u200c\\u200d](?=${JOINING})|[\\u200e\\u200f\\u061c](?=${OTHER}{0,8}${FROM_RIGHT})` +
    `|(?:(?<=${FROM_RIGHT})|(?<=${FROM_RIGHT}${OTHER}))[\\u200e\\u200f\\u061c]|(?<=\\p{L})\\u00ad(?=\\p{L})`;
  const INVISIBLE = new RegExp(
    `(${AT_HOME})|` +
    "[\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5" +
      "\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb\\u{e0000}-\\u{e0fff}]",
    "gu",
  );

  const element = (tag, name = "", text = "") => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.textContent = text.replace(INVISIBLE, (found, atHome) => atHome ?? "");
    return made;
  };
  const button = (name, label, press) => {
    const made = element("button", name, label);
    made.type = "button";
    made.addEventListener("click", press);
    return made;
  };
  const textOf = (source, selector) => source?.querySelector(selector)?.textContent ?? "";
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = () => (calm() ? "auto" : "smooth");

  // ---- markers and their cards

  const replyOf = (node) => node.closest(REPLIES);
  const isNumber = (value) => /^\d{1,3}$/.test(value);
  const cardOf = (control) => (isNumber(control.value) ? replyOf(control)?.querySelector(`.card-${control.value}`) : null);
  const numberOf = (card) => /\bcard-(\d{1,3})\b/.exec(card.className)?.[1];

  const light = (control, on) => {
    cardOf(control)?.classList.toggle("lit", on);
  };
  const lightMarkers = (card, on) => {
    for (const marker of replyOf(card)?.querySelectorAll(`.marker[value="${numberOf(card)}"]`) ?? []) {
      marker.classList.toggle("lit", on);
    }
  };

  const goToCard = (control) => {
    const card = cardOf(control);
    if (!card) return;
    hidePreview();
    card.scrollIntoView({ block: "center", behavior: behavior() });
    card.focus({ preventScroll: true });
    cameFrom.set(card, control);
    flash(card);
  };
  const cameFrom = new WeakMap();

  const flash = (card) => {
    card.classList.remove("flash");
    void card.offsetWidth; // so that the animation begins anew
    card.classList.add("flash");
    setTimeout(() => card.classList.remove("flash"), FLASHING);
  };

  // Gradio keeps ARIA attributes out of a message, so they are added to what it made.
  const nameControls = () => {
    for (const marker of document.querySelectorAll("#conversation button.marker:not([aria-label])")) {
      const card = cardOf(marker);
      if (card) marker.setAttribute("aria-label", ["Citation " + marker.value, ...placeOf(card)].join(", "));
    }
    for (const opening of document.querySelectorAll("#conversation button.open-article:not(.point):not([aria-haspopup])")) {
      const number = placeIn(opening)?.number;
      opening.setAttribute("aria-haspopup", "dialog");
      if (number) opening.setAttribute("aria-label", `${opening.textContent} at quote ${number}`);
    }
  };
  const placeOf = (source) => [textOf(source, ".outlet"), textOf(source, ".date")].filter(Boolean);

  // ---- the preview of a card beside its marker

  const preview = element("div");
  preview.id = "citation-preview";
  preview.setAttribute("role", "tooltip");
  preview.hidden = true;
  let shownFor = null;
  let leaving = 0;

  const showPreview = (control) => {
    clearTimeout(leaving);
    if (shownFor === control) return;
    hidePreview();
    const source = cardOf(control) ?? (control.matches(".near") ? control : null);
    if (!source) return;
    shownFor = control;
    light(control, true);
    preview.replaceChildren(...previewOf(control, source));
    preview.hidden = false;
    control.setAttribute("aria-describedby", preview.id);
    placeBeside(control);
  };
  const hidePreview = () => {
    clearTimeout(leaving);
    if (!shownFor) return;
    light(shownFor, false);
    shownFor.removeAttribute("aria-describedby");
    shownFor = null;
    preview.hidden = true;
  };
  const leavePreview = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hidePreview, LEAVING);
  };

  const previewOf = (control, source) => {
    const head = element("div", "card-head");
    if (isNumber(control.value)) head.append(element("span", "marker", `[${control.value}]`));
    for (const name of ["outlet", "date", "file"]) {
      const text = textOf(source, `.${name}`);
      if (text) head.append(element("span", name, text));
    }
    const quote = element("p", "said", textOf(source, "mark") || textOf(source, ".said"));
    return [head, quote];
  };

  const placeBeside = (control) => {
    const at = control.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = preview;
    const left = Math.max(GAP, Math.min(at.left, document.documentElement.clientWidth - width - GAP));
    const above = at.top - height - GAP;
    const below = at.bottom + GAP;
    const top = below + height > innerHeight && above > 0 ? above : below;
    preview.style.left = `${left}px`;
    preview.style.top = `${top}px`;
  };

  // ---- the article view

  const dialog = element("dialog");
  dialog.id = "article-view";
  dialog.setAttribute("aria-labelledby", "article-heading");
  let marks = []; // of the open article, in its order: {start, end, number, main, nodes}
  let current = -1;
  let asked = 0;
  let opener = null;

  /** Open the article `file` at the code points `start` to `end`, or where it says `quote`, or at the top.
   *  `others` are more places of it to mark, `strong` the code points to set in bold. */
  const openArticle = async (place) => {
    const mine = ++asked;
    opener = document.activeElement;
    hidePreview();
    const { article, problem } = await fetched(place.file);
    if (mine !== asked) return; // another one was asked for meanwhile
    fill(article ? articleNodes(article, place) : problemNodes(problem));
    if (!dialog.open) dialog.showModal();
    if (article) beginAt(marks.findIndex((mark) => mark.main));
  };
  window.dateline.openArticle = openArticle;

  const fetched = async (file) => {
    try {
      const response = await fetch(`article.json?${new URLSearchParams({ id: file })}`);
      if (response.ok) return { article: await response.json() };
      return { problem: oneLine(await response.text()) };
    } catch {
      return { problem: "The server does not answer." };
    }
  };
  const oneLine = (text) => text.split(/\s+/u).join(" ").trim().slice(0, 300) || "The article cannot be shown.";

  const fill = (nodes) => {
    dialog.replaceChildren(...nodes);
  };
  const close = () => dialog.close();

  const problemNodes = (problem) => {
    marks = [];
    return [headNode("No article", [], []), element("p", "problem", problem)];
  };

  const articleNodes = (article, place) => {
    const wanted = [found(article.text, place, true), ...(place.others ?? []).map((other) => found(article.text, other, false))];
    const lost = wanted[0] === null && (place.quote || Number.isInteger(place.start));
    marks = wanted.filter(Boolean).sort((a, b) => a.start - b.start || b.end - a.end);
    const text = textNode(article, wanted[0]?.strong ? inUnits(article.text, wanted[0].strong) : []);
    const notes = lost ? [element("p", "notice", "The quote is not in this article as it is now.")] : [];
    const about = [element("span", "outlet", article.source ?? ""), element("span", "date", article.day), element("span", "file", article.file)];
    return [headNode(article.heading, about, marks.length ? [stepsNode()] : []), ...notes, text];
  };

  const headNode = (heading, about, tools) => {
    const head = element("header");
    const title = element("h2", "", heading);
    title.id = "article-heading";
    title.dir = "auto";
    const line = element("p", "card-head");
    line.append(...about.filter((part) => part.textContent));
    const shut = button("shut", "Close", close);
    shut.title = "Close (Esc)";
    const bar = element("div", "bar");
    bar.append(line, shut);
    head.append(bar, title, ...tools);
    return head;
  };

  const stepsNode = () => {
    const steps = element("div", "steps");
    const told = element("span", "told");
    told.setAttribute("role", "status");
    steps.append(told);
    if (marks.length > 1) {
      const [before, after] = [button("", "Previous", () => step(-1)), button("", "Next", () => step(1))];
      before.title = "Previous marked passage (p)";
      after.title = "Next marked passage (n)";
      steps.append(before, after);
    }
    return steps;
  };

  // ---- offsets

  /** The UTF-16 offsets of some code point offsets. */
  const inUnits = (text, points) => {
    const order = points.map((point, index) => ({ point, index })).sort((a, b) => a.point - b.point);
    const units = [];
    let next = 0;
    let unit = 0;
    let count = 0;
    for (const character of text) {
      while (next < order.length && order[next].point <= count) units[order[next++].index] = unit;
      if (next === order.length) return units;
      unit += character.length;
      count += 1;
    }
    while (next < order.length) units[order[next++].index] = text.length;
    return units;
  };

  /** Where a place is in the text, in UTF-16 units: at its offsets if its quote stands there, else where its quote does. */
  const found = (text, place, main) => {
    const mark = { number: place.number ?? null, main, strong: place.strong, nodes: [] };
    if (Number.isInteger(place.start) && Number.isInteger(place.end) && place.start >= 0 && place.end > place.start) {
      const [start, end] = inUnits(text, [place.start, place.end]);
      const holds = !place.quote || text.slice(start, end).startsWith(place.quote);
      if (holds && end > start) return { ...mark, start, end };
    }
    const words = (place.quote ?? "").split(/\s+/u).filter(Boolean);
    if (!words.length) return null;
    const match = new RegExp(words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("\\s+"), "u").exec(text);
    return match && { ...mark, strong: null, start: match.index, end: match.index + match[0].length };
  };

  // ---- the text, its marks, and going from one to the next

  const textNode = (article, strong) => {
    const body = inUnits(article.text, [article.body_start])[0];
    const node = element("div", "text");
    node.tabIndex = 0;
    node.setAttribute("role", "region");
    node.setAttribute("aria-label", "Text of the article");
    node.autofocus = true;
    const cuts = [...new Set([...marks.flatMap((mark) => [mark.start, mark.end]), ...strong, body])].sort((a, b) => a - b);
    for (const [start, end] of paragraphs(article.text)) {
      const paragraph = element("p");
      paragraph.dir = "auto";
      const edges = [start, ...cuts.filter((cut) => cut > start && cut < end), end];
      let open = null; // the mark that the last piece stands in
      for (let i = 1; i < edges.length; i++) open = addPiece(paragraph, open, article.text, edges[i - 1], edges[i], strong, body);
      node.append(paragraph);
    }
    return node;
  };

  const paragraphs = function* (text) {
    let start = 0;
    for (const blank of text.matchAll(/\n[^\S\n]*\n\s*/gu)) {
      if (blank.index > start) yield [start, blank.index];
      start = blank.index + blank[0].length;
    }
    if (start < text.length) yield [start, text.length];
  };

  /** Add the piece from `start` to `end`, which no mark begins or ends in, and return the mark element that holds it. */
  const addPiece = (paragraph, open, text, start, end, strong, body) => {
    const within = marks.filter((mark) => mark.start <= start && end <= mark.end);
    const mark = within.find((one) => one.main) ?? within[0] ?? null;
    const bold = strong.length === 2 && strong[0] <= start && end <= strong[1];
    const piece = element(bold ? "strong" : "span", end <= body ? "header" : "", text.slice(start, end));
    const holder = mark && (open?.mark === mark ? open : { mark, node: markNode(mark, within) });
    (holder?.node ?? paragraph).append(piece);
    if (holder && holder !== open) paragraph.append(holder.node);
    for (const one of within) if (one.nodes.at(-1) !== holder.node) one.nodes.push(holder.node);
    return holder;
  };
  const markNode = (mark, within) => {
    const node = element("mark", mark.main ? "" : "other");
    const numbers = within.filter((one) => one.number && !one.nodes.length).map((one) => `[${one.number}]`);
    if (numbers.length) node.dataset.numbers = numbers.join(" ");
    return node;
  };

  const beginAt = (index) => {
    current = -1;
    const text = dialog.querySelector(".text");
    text.scrollTop = 0;
    text.focus({ preventScroll: true });
    if (index >= 0) show(index, "auto");
    else if (marks.length) tell(`${marks.length} marked`);
  };
  const step = (by) => {
    if (marks.length) show(current < 0 ? 0 : (current + by + marks.length) % marks.length, behavior());
  };
  const show = (index, how) => {
    current = index;
    for (const mark of marks) for (const node of mark.nodes) node.classList.remove("current");
    for (const node of marks[index].nodes) node.classList.add("current");
    marks[index].nodes[0]?.scrollIntoView({ block: "center", behavior: how });
    tell(marks.length > 1 ? `Passage ${index + 1} of ${marks.length}` : "1 passage marked");
  };
  const tell = (words) => {
    const told = dialog.querySelector(".told");
    if (told) told.textContent = words;
  };

  // ---- what is pressed

  /** What a button opens, and what else of the same article the answer cites. */
  const placeIn = (control) => {
    try {
      const place = JSON.parse(control.value);
      return typeof place?.file === "string" ? place : null;
    } catch {
      return null;
    }
  };
  const open = (control) => {
    const place = placeIn(control);
    if (!place) return;
    const cited = [...(replyOf(control)?.querySelectorAll(".card-foot .open-article") ?? [])];
    const others = cited.filter((one) => one !== control).map(placeIn);
    openArticle({ ...place, others: others.filter((other) => other?.file === place.file) });
  };

  const inConversation = (event, selector) => {
    const control = event.target instanceof Element ? event.target.closest(selector) : null;
    return control && replyOf(control) ? control : null;
  };

  document.addEventListener("click", (event) => {
    const control = inConversation(event, "button.open-article, button.marker, button.point");
    if (control?.matches(".open-article")) open(control);
    else if (control) goToCard(control);
  });
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return; // a tap goes to the card at once
    if (preview.contains(event.target)) return clearTimeout(leaving);
    const control = inConversation(event, POINTING);
    if (control) showPreview(control);
    const card = inConversation(event, ".card");
    if (card) lightMarkers(card, true);
  });
  document.addEventListener("pointerout", (event) => {
    if (inConversation(event, POINTING) || preview.contains(event.target)) leavePreview();
    const card = inConversation(event, ".card");
    if (card && !card.contains(event.relatedTarget)) lightMarkers(card, false);
  });
  document.addEventListener("focusin", (event) => {
    const control = inConversation(event, POINTING);
    if (control?.matches(":focus-visible")) showPreview(control);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === shownFor) hidePreview();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || dialog.open) return;
    hidePreview();
    const card = inConversation(event, ".card");
    if (card) cameFrom.get(card)?.focus();
  });
  addEventListener("scroll", () => shownFor && placeBeside(shownFor), { passive: true, capture: true });
  addEventListener("resize", hidePreview);

  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n") step(1);
    else if (event.key === "p") step(-1);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close(); // the backdrop: inside, the target is what was pressed
  });
  dialog.addEventListener("close", () => {
    marks = [];
    asked += 1;
    const again = opener?.isConnected ? opener : [...document.querySelectorAll("button.open-article")].find((one) => one.value === opener?.value);
    (again ?? document.querySelector("#question textarea"))?.focus({ preventScroll: true });
  });

  document.body.append(preview, dialog);
  new MutationObserver(() => {
    nameControls();
    if (shownFor && !shownFor.isConnected) hidePreview(); // the reply grew and was made anew
  }).observe(document.body, { subtree: true, childList: true });
})();
