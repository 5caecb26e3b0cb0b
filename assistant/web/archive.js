// The Archive tab: every article in a list of which only the rows in sight exist, and a histogram of their months.
//
// What comes from articles is put into the page as text only; archive_routes.py has left out what would hide or reorder.
"use strict";
window.dateline ??= {};
(() => {
  const PAGE = 100; // rows asked for at once
  const SPARE = 8; // rows kept above and below those in sight
  const TYPING = 180; // ms without a key until a search begins
  const SETTLING = 70; // ms without scrolling until the rows there are asked for
  const NARROWEST_BAR = 6; // px; with less, a bar stands for more than a month
  const STEPS = [1, 3, 12, 60, 120, 600, 1200]; // months in a bar
  const BARS_HEIGHT = 56; // px, and below them the years
  const CHART_HEIGHT = 76;
  const UNDATED_ROOM = 56; // px at the right end, in the middle of which, but for a gap, their bar stands over its label
  const UNDATED_MIDDLE = 22;
  const UNDATED_BAR = 24;
  const LABEL_ROOM = 44; // px for a year
  const SVG = "http://www.w3.org/2000/svg";
  const MONTHS = "January February March April May June July August September October November December".split(" ");
  const COLUMNS = [
    { sort: "published", name: "Date", first: "descending" },
    { sort: "title", name: "Title", first: "ascending" },
    { sort: "id", name: "File", first: "ascending" },
    { sort: "source", name: "Outlet", first: "ascending" },
    { sort: "passages", name: "Passages", first: "descending" },
  ];

  // ---- small things

  const element = (tag, name = "", text = "", attributes = {}) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const drawn = (tag, attributes = {}, text = "") => {
    const made = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };
  const button = (name, label, press, attributes = {}) => {
    const made = element("button", name, label, { type: "button", ...attributes });
    made.addEventListener("click", press);
    return made;
  };
  const clamp = (value, least, most) => Math.max(least, Math.min(most, value));
  const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
  const setText = (node, text) => {
    if (node.textContent !== text) node.textContent = text;
  };
  const dayInWords = (iso) => {
    const [year, month, day] = iso.split("-").map(Number);
    return `${day} ${MONTHS[month - 1].slice(0, 3)} ${year}`;
  };
  // A month as a number, so that months can be counted: 0 is January of the year 0.
  const numberOf = (month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
  const yearOf = (number) => Math.floor(number / 12);
  const nameOf = (number) => `${String(yearOf(number)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}`;
  const inWords = (from, until) => {
    const [first, last] = [MONTHS[from % 12], MONTHS[until % 12]];
    const [start, end] = [yearOf(from), yearOf(until)];
    if (from === until) return `${first} ${start}`;
    if (from % 12 === 0 && until % 12 === 11) return start === end ? `${start}` : `${start} to ${end}`;
    return start === end ? `${first} to ${last} ${start}` : `${first} ${start} to ${last} ${end}`;
  };

  const ask = async (path, parameters, signal) => {
    const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ""));
    let reply;
    try {
      reply = await fetch(`${path}?${query}`, { signal, cache: "no-store" });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Error("The server does not answer. Is it still running?");
    }
    if (reply.ok) return reply.json();
    const isLine = (reply.headers.get("content-type") ?? "").startsWith("text/plain");
    throw new Error(isLine ? (await reply.text()).slice(0, 400) : "Something went wrong; see the terminal.");
  };

  // ---- what is wanted; it outlives the tab's elements, which Gradio may throw away

  const wanted = { search: "", range: null, undated: false, sort: "published", order: "descending" };
  let view = null;

  const narrowing = () => ({
    search: wanted.search,
    since: wanted.range ? nameOf(wanted.range.from) : "",
    until: wanted.range ? nameOf(wanted.range.until) : "",
    undated: wanted.undated ? "1" : "",
  });
  const isNarrowed = () => Boolean(wanted.search || wanted.range || wanted.undated);

  // ---- the list: pages of rows, of which those in sight have elements

  class List {
    constructor(open, fail) {
      this.open = open;
      this.fail = fail;
      this.pages = new Map();
      this.asked = new Set();
      this.rows = new Map(); // index -> element
      this.idle = [];
      this.total = 0;
      this.active = 0;
      this.generation = 0;
      this.build();
    }

    build() {
      this.grid = element("div", "archive-grid", "", { role: "grid", "aria-label": "Articles", "aria-colcount": COLUMNS.length });
      this.grid.setAttribute("aria-rowcount", "-1");
      const head = element("div", "archive-head", "", { role: "rowgroup" });
      const titles = element("div", "archive-row", "", { role: "row", "aria-rowindex": "1" });
      this.headers = COLUMNS.map((column) => {
        const header = element("div", `archive-${column.sort}`, "", { role: "columnheader" });
        header.append(button("", column.name, () => this.sortBy(column)));
        return header;
      });
      titles.append(...this.headers);
      head.append(titles);
      this.body = element("div", "archive-body", "", { role: "rowgroup", tabindex: "-1" });
      this.room = element("div", "archive-room", "", { role: "presentation" });
      this.nothing = element("p", "archive-nothing");
      this.nothing.hidden = true;
      this.body.append(this.room);
      this.grid.append(head, this.body);
      this.body.addEventListener("scroll", () => this.scrolled(), { passive: true });
      this.body.addEventListener("click", (event) => this.clicked(event));
      this.body.addEventListener("keydown", (event) => this.pressed(event));
      this.showSort();
    }

    sortBy(column) {
      const turned = wanted.order === "ascending" ? "descending" : "ascending";
      wanted.order = wanted.sort === column.sort ? turned : column.first;
      wanted.sort = column.sort;
      this.showSort();
      this.renew();
    }

    showSort() {
      COLUMNS.forEach((column, place) => {
        this.headers[place].setAttribute("aria-sort", column.sort === wanted.sort ? wanted.order : "none");
      });
    }

    // Asks anew from the top; what is shown stays until the first rows are there, and a reply to an older wish is dropped.
    async renew() {
      const generation = this.begin();
      this.grid.setAttribute("aria-busy", "true");
      try {
        const reply = await this.fetch(0);
        if (generation !== this.generation) return;
        this.fail("");
        this.show(reply);
      } catch (error) {
        if (generation === this.generation && error.name !== "AbortError") this.fail(error.message);
      } finally {
        if (generation === this.generation) this.grid.removeAttribute("aria-busy");
      }
    }

    begin() {
      this.aborting?.abort();
      this.aborting = new AbortController();
      this.asked.clear();
      clearTimeout(this.settling);
      return ++this.generation;
    }

    fetch(page) {
      const { sort, order } = wanted;
      const parameters = { ...narrowing(), sort, order, offset: page * PAGE, limit: PAGE };
      return ask("archive.json", parameters, this.aborting.signal);
    }

    show(reply) {
      const focused = this.body.contains(document.activeElement);
      this.pages = new Map([[0, reply.rows]]);
      this.isThere = true;
      this.total = reply.total;
      this.active = 0;
      this.grid.setAttribute("aria-rowcount", String(reply.total + 1));
      this.room.style.setProperty("--rows", String(reply.total));
      this.body.scrollTop = 0;
      for (const [index, row] of this.rows) this.release(index, row);
      this.render();
      if (focused) (this.rows.get(0) ?? this.body).focus({ preventScroll: true });
      this.shown?.();
    }

    async load(page) {
      if (this.pages.has(page) || this.asked.has(page)) return;
      this.asked.add(page);
      const generation = this.generation;
      try {
        const reply = await this.fetch(page);
        if (generation !== this.generation) return;
        this.pages.set(page, reply.rows);
        this.fail("");
        this.render();
      } catch (error) {
        if (generation !== this.generation || error.name === "AbortError") return;
        this.asked.delete(page);
        this.fail(error.message);
      }
    }

    get rowHeight() {
      return this.room.firstElementChild?.offsetHeight || this.height || 56;
    }

    // The first and last row that should exist.
    range() {
      this.height = this.rowHeight;
      const first = Math.floor(this.body.scrollTop / this.height) - SPARE;
      const last = Math.ceil((this.body.scrollTop + this.body.clientHeight) / this.height) + SPARE;
      return [clamp(first, 0, this.total), clamp(last, 0, this.total)];
    }

    render() {
      const [first, last] = this.range();
      for (const [index, row] of this.rows) {
        // The active row stays where it is, or the focus would be lost.
        if ((index < first || index >= last) && index !== this.active) this.release(index, row);
      }
      for (let index = first; index < last; index++) this.place(index);
      if (this.active < this.total) this.place(this.active);
    }

    // Asks for the rows in sight that are not there yet.
    complete() {
      const [first, last] = this.range();
      for (let page = Math.floor(first / PAGE); page * PAGE < last; page++) this.load(page);
    }

    place(index) {
      const row = this.rows.get(index) ?? this.take(index);
      row.tabIndex = index === this.active ? 0 : -1;
      this.fill(row, this.pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null);
    }

    take(index) {
      const row = this.idle.pop() ?? this.makeRow();
      row.id = `archive-row-${index}`;
      row.setAttribute("aria-rowindex", String(index + 2));
      row.style.setProperty("--at", String(index));
      row.classList.toggle("odd", index % 2 === 1);
      row.index = index;
      if (!row.isConnected) this.room.append(row);
      this.rows.set(index, row);
      return row;
    }

    release(index, row) {
      this.rows.delete(index);
      if (this.idle.length < 60) this.idle.push(row);
      row.article = undefined;
      row.remove();
    }

    makeRow() {
      const row = element("div", "archive-row", "", { role: "row" });
      row.cells = COLUMNS.map((column, place) =>
        element("div", `archive-${column.sort}`, "", { role: "gridcell", "aria-colindex": place + 1 }),
      );
      row.append(...row.cells);
      return row;
    }

    fill(row, article) {
      if (row.article === article) return;
      row.article = article;
      row.classList.toggle("coming", !article);
      const [day, title, file, outlet, passages] = row.cells;
      setText(day, article ? (article.published ? dayInWords(article.published) : "undated") : "");
      day.classList.toggle("absent", !article?.published);
      setText(title, article ? article.title || "(no words)" : "");
      title.title = file.title = day.title = "";
      if (article) [title.title, file.title, day.title] = [article.title, article.file, article.undated ?? ""];
      setText(file, article?.file ?? "");
      setText(outlet, article?.outlet ?? "");
      setText(passages, article ? article.passages.toLocaleString("en") : "");
      passages.dataset.unit = article?.passages === 1 ? "passage" : "passages";
    }

    scrolled() {
      this.drawing ??= requestAnimationFrame(() => {
        this.drawing = null;
        this.render();
      });
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.complete(), SETTLING);
    }

    clicked(event) {
      const row = event.target.closest?.(".archive-row");
      if (!row || !getSelection().isCollapsed) return; // words of it are being selected
      this.go(row.index);
      this.openRow(row);
    }

    pressed(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || !this.total) return;
      const leap = Math.max(1, Math.floor(this.body.clientHeight / this.height) - 1);
      const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: leap, PageUp: -leap, Home: -this.total, End: this.total };
      if (event.key in moves) this.go(this.active + moves[event.key]);
      else if (event.key === "Enter" || event.key === " ") this.openRow(this.rows.get(this.active));
      else return;
      event.preventDefault();
    }

    go(index) {
      const former = this.rows.get(this.active);
      this.active = clamp(index, 0, Math.max(0, this.total - 1));
      if (former) former.tabIndex = -1;
      const top = this.active * this.height;
      const lowest = top + this.height - this.body.clientHeight;
      this.body.scrollTop = clamp(this.body.scrollTop, lowest, top);
      this.render();
      this.rows.get(this.active)?.focus({ preventScroll: true });
    }

    openRow(row) {
      if (row?.article) this.open(row.article);
    }
  }

  // ---- the histogram: bars that can be chosen, one at a time or a range of them

  class Histogram {
    constructor(choose) {
      this.choose = choose;
      this.all = [];
      this.found = new Map();
      this.bars = [];
      this.cursor = 0;
      this.anchor = null;
      this.figure = element("figure", "archive-months");
      this.caption = element("figcaption", "archive-caption", "", { "aria-hidden": "true" });
      this.chart = drawn("svg", {
        role: "listbox",
        tabindex: "0",
        height: CHART_HEIGHT,
        "aria-label": "Articles by month",
        "aria-orientation": "horizontal",
        "aria-multiselectable": "true",
      });
      this.figure.append(this.caption, this.chart);
      this.chart.addEventListener("keydown", (event) => this.pressed(event));
      this.chart.addEventListener("pointerdown", (event) => this.pointed(event));
      this.chart.addEventListener("pointermove", (event) => this.moved(event));
      this.chart.addEventListener("pointerup", (event) => this.lifted(event));
      this.chart.addEventListener("pointercancel", () => this.drop());
      this.chart.addEventListener("pointerleave", () => this.tell(null));
      this.chart.addEventListener("focus", () => this.showCursor());
      this.chart.addEventListener("blur", () => this.showCursor());
    }

    // `all` are the months of every article, `found` those of the ones that the search finds.
    update(all, found) {
      this.all = all.filter(({ month }) => month).map(({ month, articles }) => ({ number: numberOf(month), articles }));
      this.undated = all.find(({ month }) => !month)?.articles ?? 0;
      this.found = new Map(found.map(({ month, articles }) => [month ? numberOf(month) : "undated", articles]));
      this.draw();
    }

    get width() {
      return this.chart.clientWidth;
    }

    draw() {
      this.figure.hidden = !this.all.length && !this.undated;
      if (!this.width) return;
      const room = this.width - (this.undated && this.all.length ? UNDATED_ROOM : 0);
      this.bars = this.all.length ? this.binned(room) : [];
      this.slot = Math.min(48, room / Math.max(1, this.bars.length));
      // The undated, which may be most of all, do not flatten the months.
      this.tallest = Math.max(0, ...this.bars.map(({ all }) => all)) || this.undated;
      if (this.undated) this.bars.push(this.undatedBar());
      this.cursor = clamp(this.cursor, 0, this.bars.length - 1);
      this.chart.replaceChildren(...this.axis(), ...this.bars.map((bar, place) => this.drawBar(bar, place)));
      this.showChosen();
    }

    binned(room) {
      const [least, most] = [this.all[0].number, this.all[this.all.length - 1].number];
      const count = (step) => Math.floor(most / step) - Math.floor(least / step) + 1;
      this.step = STEPS.find((step) => count(step) * NARROWEST_BAR <= room) ?? STEPS[STEPS.length - 1];
      const start = Math.floor(least / this.step) * this.step;
      const bars = Array.from({ length: count(this.step) }, (_, place) => {
        const from = start + place * this.step;
        return { from, until: from + this.step - 1, all: 0, found: 0 };
      });
      for (const { number, articles } of this.all) {
        const bar = bars[Math.floor((number - start) / this.step)];
        bar.all += articles;
        bar.found += this.found.get(number) ?? 0;
      }
      return bars;
    }

    undatedBar() {
      return { undated: true, all: this.undated, found: this.found.get("undated") ?? 0 };
    }

    left(bar, place) {
      if (!bar.undated) return place * this.slot;
      return (this.all.length ? this.width - UNDATED_MIDDLE : UNDATED_MIDDLE) - UNDATED_BAR / 2;
    }

    drawBar(bar, place) {
      const made = drawn("g", { role: "option", id: `archive-bar-${place}`, "aria-label": this.label(bar), class: "archive-bar" });
      const width = bar.undated ? UNDATED_BAR : this.slot;
      const x = this.left(bar, place);
      const gap = width > 4 ? 1 : 0.5;
      const part = (name, articles) => {
        const height = articles ? clamp((articles / this.tallest) * BARS_HEIGHT, 2, BARS_HEIGHT) : 0;
        return drawn("rect", { class: name, x: x + gap / 2, y: BARS_HEIGHT - height, width: width - gap, height });
      };
      made.append(drawn("rect", { class: "slot", x, y: 0, width, height: BARS_HEIGHT }), part("all", bar.all), part("found", bar.found));
      bar.node = made;
      return made;
    }

    axis() {
      const line = drawn("line", { class: "base", x1: 0, x2: this.width, y1: BARS_HEIGHT + 0.5, y2: BARS_HEIGHT + 0.5 });
      const labels = drawn("g", { "aria-hidden": "true" });
      const short = this.bars.length <= 18 && this.step === 1;
      const room = this.width - (this.undated ? 2 * UNDATED_MIDDLE : 0);
      let free = 0;
      this.bars.forEach((bar, place) => {
        const x = this.left(bar, place);
        const isLabelled = bar.undated || bar.from % 12 === 0 || short;
        if (!isLabelled || (!bar.undated && (x < free || x + LABEL_ROOM > room))) return;
        const text = bar.undated ? "undated" : bar.from % 12 ? MONTHS[bar.from % 12].slice(0, 3) : String(yearOf(bar.from));
        const at = bar.undated ? { x: x + UNDATED_BAR / 2, "text-anchor": "middle" } : { x: x + 1 };
        labels.append(drawn("text", { ...at, y: CHART_HEIGHT - 5 }, text));
        free = x + LABEL_ROOM;
      });
      return [line, labels];
    }

    label(bar) {
      const articles = wanted.search ? `${bar.found.toLocaleString("en")} of ${counted(bar.all, "article")}` : counted(bar.all, "article");
      return `${bar.undated ? "Undated" : inWords(bar.from, bar.until)}: ${articles}`;
    }

    isChosen(bar) {
      if (bar.undated) return wanted.undated;
      const range = this.dragged ?? wanted.range;
      return Boolean(range) && bar.until >= range.from && bar.from <= range.until;
    }

    showChosen() {
      const any = Boolean(this.dragged ?? wanted.range) || wanted.undated;
      for (const bar of this.bars) bar.node.setAttribute("aria-selected", String(this.isChosen(bar)));
      this.chart.classList.toggle("choosing", any);
      this.showCursor();
      this.tell(null);
    }

    showCursor() {
      const isFocused = document.activeElement === this.chart;
      this.bars.forEach((bar, place) => bar.node.classList.toggle("cursor", isFocused && place === this.cursor));
      if (this.bars.length) this.chart.setAttribute("aria-activedescendant", `archive-bar-${this.cursor}`);
      if (isFocused) this.tell(this.bars[this.cursor]);
    }

    tell(bar) {
      bar ??= this.chart.matches(":focus-visible") ? this.bars[this.cursor] : null;
      setText(this.caption, bar ? this.label(bar) : this.summary());
    }

    summary() {
      if (this.dragged) return inWords(this.dragged.from, this.dragged.until);
      if (!this.all.length) return "";
      const each = { 1: "month", 3: "quarter", 12: "year", 60: "five years", 120: "decade", 600: "fifty years", 1200: "century" };
      return `Articles by ${each[this.step]}; choose a bar, or drag over several`;
    }

    between(one, other) {
      const [first, last] = one < other ? [one, other] : [other, one];
      return { from: this.bars[first].from, until: this.bars[last].until };
    }

    // Chooses a bar or, when it is all that is chosen already, none.
    toggle(place) {
      const bar = this.bars[place];
      this.anchor = bar.undated ? null : place;
      if (bar.undated) return this.choose(null, !wanted.undated);
      const same = wanted.range && wanted.range.from === bar.from && wanted.range.until === bar.until;
      return this.choose(same ? null : this.between(place, place), false);
    }

    extend(place) {
      this.anchor = this.anchor === null || this.bars[this.anchor]?.undated ? place : this.anchor;
      this.choose(this.between(this.anchor, place), false);
    }

    pressed(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || !this.bars.length) return;
      const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -this.bars.length, End: this.bars.length };
      if (event.key in moves) this.walk(moves[event.key], event.shiftKey);
      else if (event.key === "Enter" || event.key === " ") this.toggle(this.cursor);
      else if (event.key === "Escape") this.choose(null, false);
      else return;
      event.preventDefault();
    }

    walk(by, extending) {
      const dated = this.bars.filter((bar) => !bar.undated).length;
      const from = this.cursor;
      this.cursor = clamp(from + by, 0, (extending ? dated : this.bars.length) - 1);
      if (extending && !this.bars[from].undated) {
        this.anchor ??= from;
        this.extend(this.cursor);
      } else {
        this.anchor = null;
      }
      this.showCursor();
    }

    placeAt(event, datedOnly = false) {
      const x = event.clientX - this.chart.getBoundingClientRect().left;
      const dated = this.bars.filter((bar) => !bar.undated).length;
      const last = this.bars.length - 1;
      if (!dated || (!datedOnly && this.undated && x >= this.left(this.bars[last], last) - 10)) return last;
      return clamp(Math.floor(x / this.slot), 0, dated - 1);
    }

    pointed(event) {
      if (event.button !== 0 || !this.bars.length) return;
      const place = this.placeAt(event);
      this.cursor = place;
      if (this.bars[place].undated) return this.toggle(place);
      if (!(event.shiftKey && this.anchor !== null)) this.anchor = place;
      this.start = place;
      this.dragged = this.between(this.anchor, place);
      this.chart.setPointerCapture(event.pointerId);
      this.showChosen();
    }

    moved(event) {
      if (!this.bars.length) return;
      if (!this.dragged) return this.tell(this.bars[this.placeAt(event)]);
      this.cursor = this.placeAt(event, true);
      this.dragged = this.between(this.anchor, this.cursor);
      this.showChosen();
      setText(this.caption, this.summary());
    }

    lifted() {
      if (!this.dragged) return;
      const range = this.dragged;
      const single = this.cursor === this.start && this.anchor === this.start;
      this.dragged = null;
      if (single) this.toggle(this.cursor);
      else this.choose(range, false);
    }

    drop() {
      this.dragged = null;
      this.showChosen();
    }
  }

  // ---- what is not in the list, and what no date narrows to

  class LeftOut {
    constructor(fail, listUndated) {
      this.fail = fail;
      this.section = element("section", "archive-left-out", "", { "aria-label": "Undated and left out" });
      this.undated = this.fold("");
      this.undated.append(
        element(
          "p",
          "",
          "No date was found in their header, front matter, page data, dateline or file name. " +
            "Answers can quote them, but whatever is narrowed to a time leaves them out.",
        ),
        button("archive-link", "List them", listUndated),
      );
      this.failed = this.fold("");
      this.files = element("dl", "archive-files");
      this.more = button("archive-link", "Show more", () => this.load());
      this.failed.append(this.files, this.more);
      this.section.append(this.undated, this.failed);
    }

    fold(text) {
      const fold = element("details");
      fold.append(element("summary", "", text));
      fold.hidden = true;
      return fold;
    }

    showUndated(count) {
      this.undated.hidden = !count;
      setText(this.undated.firstElementChild, `${counted(count, "article")} ${count === 1 ? "has" : "have"} no date`);
    }

    async renew() {
      this.generation = (this.generation ?? 0) + 1;
      this.files.replaceChildren();
      await this.load();
    }

    async load() {
      const generation = this.generation;
      try {
        const reply = await ask("archive-left-out.json", { offset: this.files.children.length });
        if (generation === this.generation) this.show(reply);
      } catch (error) {
        this.fail(error.message);
      }
    }

    show({ total, files }) {
      for (const { file, reason } of files) {
        const entry = element("div");
        entry.append(element("dt", "", file), element("dd", "", reason));
        this.files.append(entry);
      }
      this.failed.hidden = !total;
      this.more.hidden = this.files.children.length >= total;
      setText(this.failed.firstElementChild, `${counted(total, "file")} could not be indexed`);
    }
  }

  // ---- the tab

  class Archive {
    constructor(root) {
      this.root = root;
      this.months = null; // of all articles
      this.list = new List((article) => window.dateline.openArticle?.({ file: article.id }), (line) => this.showProblem(line));
      this.histogram = new Histogram((range, undated) => this.chooseMonths(range, undated));
      this.leftOut = new LeftOut((line) => this.showProblem(line), () => this.listUndated());
      this.list.shown = () => this.showCount();
      this.build();
      this.sizing = new ResizeObserver(() => this.resized());
      this.sizing.observe(root);
    }

    build() {
      const frame = element("div", "archive");
      this.box = element("input", "archive-box", "", {
        type: "search",
        "aria-label": "Search the articles",
        placeholder: "Search words, files, outlets",
        maxlength: "200",
        autocomplete: "off",
        spellcheck: "false",
        enterkeyhint: "search",
      });
      this.box.value = wanted.search;
      this.box.addEventListener("input", () => this.typed());
      this.box.addEventListener("keydown", (event) => this.pressedInBox(event));
      const line = element("div", "archive-line");
      this.count = element("p", "archive-count", "", { role: "status" });
      this.chips = element("div", "archive-chips", "", { role: "group", "aria-label": "Filters" });
      line.append(this.count, this.chips);
      this.problem = element("p", "archive-problem", "", { role: "alert" });
      const table = element("div", "archive-table");
      table.append(this.list.grid, this.list.nothing);
      frame.append(this.box, this.histogram.figure, line, this.problem, table, this.leftOut.section);
      this.root.replaceChildren(frame);
      this.showChips();
    }

    resized() {
      const isSeen = this.root.clientWidth > 0;
      if (isSeen && !this.isSeen) this.renewAll();
      this.isSeen = isSeen;
      if (!isSeen) return;
      this.histogram.draw();
      this.list.render();
      this.list.complete();
    }

    // Everything anew, also when the tab is shown again: there may have been indexing meanwhile.
    async renewAll() {
      const before = JSON.stringify(this.months);
      this.leftOut.renew();
      const renewing = before === "null" ? this.list.renew() : null;
      await this.renewMonths();
      if (!renewing && JSON.stringify(this.months) !== before) await this.list.renew();
    }

    async renewMonths() {
      const asked = (this.askedMonths = (this.askedMonths ?? 0) + 1);
      const { search } = wanted;
      try {
        const all = await ask("archive-months.json", {});
        const found = search ? await ask("archive-months.json", { search }) : all;
        if (asked === this.askedMonths) this.showMonths(all.months, found.months);
      } catch (error) {
        if (asked === this.askedMonths) this.showProblem(error.message);
      }
    }

    async findMonths() {
      if (!this.months) return this.renewMonths();
      const asked = (this.askedMonths = (this.askedMonths ?? 0) + 1);
      const { search } = wanted;
      try {
        const found = search ? (await ask("archive-months.json", { search })).months : this.months;
        if (asked === this.askedMonths) this.showMonths(this.months, found);
      } catch (error) {
        if (asked === this.askedMonths) this.showProblem(error.message);
      }
    }

    showMonths(all, found) {
      this.months = all;
      this.histogram.update(all, found);
      this.leftOut.showUndated(this.histogram.undated);
      this.showCount();
    }

    showCount() {
      if (!this.months || !this.list.isThere) return;
      const all = this.months.reduce((sum, { articles }) => sum + articles, 0);
      const { total } = this.list;
      setText(this.count, isNarrowed() ? `${total.toLocaleString("en")} of ${counted(all, "article")}` : counted(all, "article"));
      this.list.nothing.hidden = total > 0;
      setText(this.list.nothing, all ? "No article meets all of this." : "No articles are indexed yet. The Index tab takes a folder of them.");
    }

    showProblem(line) {
      if (!line) return this.problem.replaceChildren();
      setText(this.problem, `${line} `);
      this.problem.append(button("archive-link", "Try again", () => this.tryAgain()));
    }

    tryAgain() {
      this.problem.replaceChildren();
      this.months = null;
      this.renewAll();
    }

    showChips() {
      const chips = [];
      if (wanted.search) chips.push(this.chip(`“${wanted.search.trim()}”`, () => this.find("")));
      if (wanted.range) chips.push(this.chip(inWords(wanted.range.from, wanted.range.until), () => this.chooseMonths(null, false)));
      if (wanted.undated) chips.push(this.chip("Undated", () => this.chooseMonths(null, false)));
      this.chips.replaceChildren(...chips);
    }

    chip(label, remove) {
      const press = () => {
        remove();
        (this.chips.firstElementChild ?? this.box).focus();
      };
      const made = button("archive-chip", "", press, { "aria-label": `Remove filter: ${label}` });
      made.append(element("span", "", label), element("span", "archive-cross", "×", { "aria-hidden": "true" }));
      return made;
    }

    typed() {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.find(this.box.value), TYPING);
    }

    pressedInBox(event) {
      if (event.key === "Enter") this.find(this.box.value);
      else if (event.key === "Escape" && this.box.value) this.find("");
      else if (event.key === "ArrowDown" && this.list.total) this.list.go(this.list.active);
      else return;
      event.preventDefault();
    }

    find(typed) {
      clearTimeout(this.typing);
      if (this.box.value !== typed) this.box.value = typed;
      // A space at the end counts: the last word is whole then.
      const search = typed.trim() ? typed.replace(/^\s+/, "") : "";
      if (search === wanted.search) return;
      wanted.search = search;
      this.showChips();
      this.list.renew();
      this.findMonths();
    }

    chooseMonths(range, undated) {
      Object.assign(wanted, { range, undated });
      this.histogram.showChosen();
      this.showChips();
      this.list.renew();
    }

    listUndated() {
      this.chooseMonths(null, true);
      this.root.scrollIntoView({ block: "start" });
      this.box.focus({ preventScroll: true });
    }

    end() {
      this.sizing.disconnect();
      this.list.begin();
    }
  }

  // Gradio makes the tab's elements when the tab is first shown, and may make them anew.
  const settle = () => {
    const root = document.getElementById("archive-root");
    if (!root || (view?.root === root && root.querySelector(".archive"))) return;
    view?.end();
    view = new Archive(root);
  };
  addEventListener("dateline:indexed", () => view?.tryAgain());
  new MutationObserver(settle).observe(document.documentElement, { subtree: true, childList: true });
  settle();
})();
