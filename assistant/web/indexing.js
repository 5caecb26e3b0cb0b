// Fills the Index tab: choose a folder or a feed, or upload files, watch the progress, cancel, read the report.
"use strict";
(() => {
  const POLL_MS = 500; // while indexing; otherwise it is asked for when the tab comes into view
  const RETRY_MS = 3000;
  const TYPING_MS = 120; // after the last key, before folders are suggested
  const FILES_LISTED = 6;
  const MB = 2 ** 20;
  const STAGES = {
    listing: "Looking through the files",
    articles: "Reading and embedding",
    vectors: "Storing vectors",
    removing: "Removing from the index",
    opening: "Opening the new index",
    uploading: "Uploading",
  };
  const TOO_LARGE = "The files have too many bytes together: send fewer at once, or index a folder.";
  const COUNTS = [["added", "added"], ["changed", "changed"], ["removed", "removed"], ["unchanged", "unchanged"], ["failures", "not indexed"]];

  const element = (tag, properties = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name.includes("-") || name === "role" || name === "for") made.setAttribute(name, value);
      else made[name] = value;
    }
    made.append(...children);
    return made;
  };
  const number = (value) => value.toLocaleString("en");
  const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
  const megabytes = (bytes) => `${number(Math.max(0.1, Math.round((bytes / MB) * 10) / 10))} MB`;
  const duration = (seconds) => {
    if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
    return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`;
  };

  // -- what the server is asked

  const asked = async (path, options = {}) => {
    const headers = { "X-Dateline": "1", ...(options.body ? { "Content-Type": "application/json" } : {}) };
    const response = await fetch(path, { ...options, headers, cache: "no-store" });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.error || `Dateline refused this (${response.status}).`);
    return answer;
  };
  const posted = (path, body) => asked(path, { method: "POST", body: JSON.stringify(body) });

  const sent = (files, progress, begun) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not tell how much is sent
    const form = new FormData();
    for (const file of files) form.append("files", file, file.name);
    request.open("POST", "indexing/upload");
    request.setRequestHeader("X-Dateline", "1");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => progress(event.loaded, event.total));
    request.addEventListener("load", () => {
      const answer = request.response || {};
      if (request.status === 200 || answer.refused) resolve(answer);
      else reject(new Error(answer.error || (request.status === 413 ? TOO_LARGE : `Dateline refused this (${request.status}).`)));
    });
    request.addEventListener("error", () => reject(new TypeError("unreachable")));
    request.addEventListener("abort", () => resolve(null));
    begun(() => request.abort());
    request.send(form);
  });

  // -- the box for a folder, which suggests folders as one types

  class FolderBox {
    constructor() {
      this.list = element("ul", { id: "index-folders", className: "suggestions", role: "listbox", "aria-label": "Folders", hidden: true });
      this.input = element("input", {
        id: "index-folder", type: "text", placeholder: "~/news", autocomplete: "off", spellcheck: false, maxLength: 4096,
        role: "combobox", "aria-expanded": "false", "aria-controls": "index-folders", "aria-autocomplete": "list",
        "aria-describedby": "index-folder-note",
      });
      this.input.setAttribute("autocapitalize", "off");
      this.node = element("div", { className: "combobox" }, this.input, this.list);
      this.active = -1;
      this.asked = 0;
      this.input.addEventListener("input", () => this.suggestSoon());
      this.input.addEventListener("keydown", (event) => this.press(event));
      this.input.addEventListener("blur", () => this.close());
      this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
      this.list.addEventListener("click", (event) => this.take(event.target.closest("li")));
    }

    suggestSoon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.suggest(), TYPING_MS);
    }

    async suggest() {
      const turn = ++this.asked;
      const found = await asked(`indexing-folders.json?path=${encodeURIComponent(this.input.value)}`).catch(() => ({ names: [] }));
      if (turn !== this.asked || document.activeElement !== this.input) return;
      this.parent = found.parent;
      this.list.replaceChildren(...found.names.map((name, place) => (
        element("li", { id: `index-folders-${place}`, role: "option", "aria-selected": "false", textContent: name })
      )));
      this.open(found.names.length > 0);
    }

    open(shown) {
      this.list.hidden = !shown;
      this.input.setAttribute("aria-expanded", String(shown));
      this.choose(-1);
    }

    close() {
      clearTimeout(this.timer);
      this.asked += 1;
      this.open(false);
    }

    choose(place) {
      const options = [...this.list.children];
      this.active = place;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
      if (options[place]) {
        this.input.setAttribute("aria-activedescendant", options[place].id);
        options[place].scrollIntoView({ block: "nearest" });
      } else {
        this.input.removeAttribute("aria-activedescendant");
      }
    }

    take(option) {
      if (!option) return;
      this.input.value = `${this.parent}${option.textContent}/`;
      this.input.dispatchEvent(new Event("change"));
      this.suggest();
    }

    press(event) {
      const count = this.list.hidden ? 0 : this.list.children.length;
      if (event.key === "ArrowDown" && !count) this.suggest();
      else if (event.key === "ArrowDown") this.choose((this.active + 1) % count);
      else if (event.key === "ArrowUp" && count) this.choose(this.active > 0 ? this.active - 1 : count - 1);
      else if (event.key === "Enter" && count && this.active >= 0) this.take(this.list.children[this.active]);
      else if (event.key === "Escape" && count) this.close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }
  }

  // -- the tab

  class IndexTab {
    constructor(root) {
      this.root = root;
      this.state = null;
      this.files = [];
      this.refused = [];
      this.visible = false;
      this.build();
      new IntersectionObserver((entries) => this.see(entries.at(-1).isIntersecting)).observe(root);
      document.addEventListener("visibilitychange", () => { if (!document.hidden && this.visible) this.poll(); });
    }

    build() {
      this.now = element("p", { className: "now" });
      this.again = element("button", { type: "button", className: "plain", textContent: "Update all", hidden: true });
      this.again.addEventListener("click", () => this.start({ everything: true }));
      this.sources = element("ul", { className: "sources", "aria-label": "Sources" });
      this.problem = element("p", { className: "problem", role: "alert" });
      this.live = element("p", { className: "unseen", role: "status" });
      const head = element("div", { className: "head" }, this.now, this.again);
      this.root.replaceChildren(
        element("h2", { textContent: "Index" }), head, this.sources, this.problem, this.progressPanel(), this.reportPanel(), this.choices(), this.question(), this.live,
      );
    }

    choices() {
      this.folder = new FolderBox();
      const folderForm = element(
        "form", { className: "folder-form", noValidate: true },
        element("label", { htmlFor: "index-folder", textContent: "Add a folder or file on this machine, or the address of a feed" }),
        element("div", { className: "row" }, this.folder.node, element("button", { type: "submit", className: "primary", textContent: "Index" })),
        element("p", {
          id: "index-folder-note", className: "note",
          textContent: "It is added to what is indexed, with the folders in it. One that is there already is updated: articles that are no longer in it are removed from the index. Of a feed, https://..., all that it ever showed stays.",
        }),
      );
      folderForm.addEventListener("submit", (event) => { event.preventDefault(); this.indexFolder(); });
      this.rebuild = element("input", { id: "index-rebuild", type: "checkbox" });
      const rebuild = element(
        "p", { className: "option" }, this.rebuild,
        element("label", { htmlFor: "index-rebuild", textContent: "Rebuild: read and embed everything again, also what has not changed" }),
      );
      this.forms = element("div", { className: "choices" }, folderForm, this.uploadForm(), rebuild);
      return this.forms;
    }

    uploadForm() {
      this.chosen = element("input", { id: "index-files", type: "file", multiple: true, "aria-describedby": "index-files-note" });
      this.chosen.addEventListener("change", () => this.takeFiles(this.chosen.files));
      this.limits = element("p", { id: "index-files-note", className: "note" });
      this.listed = element("ul", { className: "files" });
      this.send = element("button", { type: "submit", className: "primary", textContent: "Upload and index", disabled: true });
      this.uploaded = element("button", { type: "button", className: "plain", textContent: "Index the files uploaded before", hidden: true });
      this.uploaded.addEventListener("click", () => this.start({ folder: null }));
      const form = element(
        "form", { className: "upload-form" },
        element("label", { htmlFor: "index-files", textContent: "Or upload files" }),
        element("div", { className: "row" }, this.chosen, this.send), this.limits, this.listed, this.uploaded,
      );
      form.addEventListener("submit", (event) => { event.preventDefault(); this.upload(); });
      form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
      form.addEventListener("dragleave", () => form.classList.remove("over"));
      form.addEventListener("drop", (event) => {
        event.preventDefault();
        form.classList.remove("over");
        this.takeFiles(event.dataTransfer.files);
      });
      return form;
    }

    progressPanel() {
      this.stage = element("h3", { id: "index-stage", tabIndex: -1 });
      this.bar = element("progress", { "aria-labelledby": "index-stage" });
      this.told = element("p", { className: "told" });
      this.stop = element("button", { type: "button", className: "plain", textContent: "Cancel" });
      this.stop.addEventListener("click", () => this.cancel());
      this.progress = element("section", { className: "progress", hidden: true, "aria-labelledby": "index-stage" }, this.stage, this.bar, this.told, this.stop);
      return this.progress;
    }

    reportPanel() {
      this.reportTitle = element("h3", { id: "index-report-title", tabIndex: -1 });
      this.counts = element("dl", { className: "counts" });
      this.summary = element("p", { className: "told" });
      this.failed = element("details", { className: "failed", hidden: true }, element("summary"), element("ul"));
      this.report = element(
        "section", { className: "report", hidden: true, "aria-labelledby": "index-report-title" }, this.reportTitle, this.counts, this.summary, this.failed,
      );
      return this.report;
    }

    question() {
      this.asks = element("p", { id: "index-asks" });
      const keep = element("button", { type: "button", className: "plain", textContent: "Keep it", autofocus: true });
      const remove = element("button", { type: "button", className: "primary", textContent: "Remove it" });
      keep.addEventListener("click", () => this.dialog.close());
      remove.addEventListener("click", () => { this.dialog.close(); this.start({ remove: this.removing }); });
      this.dialog = element(
        "dialog", { className: "question", "aria-labelledby": "index-question", "aria-describedby": "index-asks" },
        element("h3", { id: "index-question", textContent: "Remove this from the index?" }), this.asks, element("div", { className: "row" }, keep, remove),
      );
      return this.dialog;
    }

    // -- what one does

    indexFolder() {
      this.folder.close();
      const folder = this.folder.input.value.trim();
      if (folder) this.start({ folder });
      else this.complain("Type a folder, or the address of a feed, first.", this.folder.input);
    }

    askToRemove({ address, shown, articles, kind }) {
      this.removing = address;
      this.asks.replaceChildren(element("bdi", { textContent: shown || "The uploaded files" }), `: ${plural(articles, "article")}. ${kind === "feed" ? "What was kept of the feed is deleted." : "The files stay where they are."}`);
      this.dialog.showModal();
    }

    async start(request) {
      this.complain("");
      await this.tried(async () => {
        const state = await posted("indexing/start", { rebuild: this.rebuild.checked && !request.remove, ...request });
        this.show(state);
        this.stage.focus();
      });
    }

    async cancel() {
      if (this.abort) this.abort();
      else await this.tried(async () => this.show(await posted("indexing/cancel", {})));
    }

    takeFiles(files) {
      this.files = [];
      this.refused = [];
      for (const file of files) {
        const reason = this.refusal(file);
        if (reason) this.refused.push({ file: file.name, reason });
        else this.files.push(file);
      }
      const { together, files: most } = this.state.limits;
      const size = this.files.reduce((sum, file) => sum + file.size, 0);
      if (size > together) this.complain(`These files have ${megabytes(size)} together; at most ${megabytes(together)} are taken at once.`);
      else if (this.files.length > most) this.complain(`At most ${number(most)} files are taken at once: put them into a folder and index that.`);
      else this.complain("");
      this.send.disabled = !this.files.length || size > together || this.files.length > most;
      this.listFiles();
    }

    refusal(file) {
      const { suffixes, file: largest } = this.state.limits;
      if (!suffixes.some((suffix) => file.name.toLowerCase().endsWith(suffix))) return "not a type that is read";
      if (file.size > largest) return `larger than ${megabytes(largest)}`;
      return file.size ? "" : "empty";
    }

    listFiles() {
      const lines = [
        ...this.refused.map(({ file, reason }) => element("li", { className: "refused" }, element("bdi", { textContent: file }), `: ${reason}`)),
        ...this.files.map((file) => element("li", {}, element("bdi", { textContent: file.name }), `, ${megabytes(file.size)}`)),
      ];
      const more = lines.length - FILES_LISTED;
      this.listed.replaceChildren(...lines.slice(0, FILES_LISTED), ...(more > 0 ? [element("li", { textContent: `and ${number(more)} more` })] : []));
    }

    async upload() {
      if (!this.files.length) return;
      this.complain("");
      this.showProgress({ stage: "uploading", done: 0, total: 0 });
      this.stage.focus();
      let answer = null;
      await this.tried(async () => {
        const tell = (done, total) => this.showProgress({ stage: "uploading", done, total });
        answer = await sent(this.files, tell, (abort) => { this.abort = abort; });
      });
      this.abort = null;
      if (answer) await this.afterUpload(answer);
      else this.show(this.state);
    }

    async afterUpload(answer) {
      this.chosen.value = "";
      this.files = [];
      this.refused = [...this.refused, ...answer.refused];
      this.send.disabled = true;
      this.listFiles();
      if (answer.kept.length) return this.start({ folder: null });
      this.show(this.state);
      this.complain("None of these files was taken; each is listed with the reason.", this.chosen);
    }

    // -- what one sees

    see(visible) {
      this.visible = visible;
      if (visible) this.poll();
    }

    async poll() {
      clearTimeout(this.timer);
      if (this.abort) return;
      try {
        this.show(await asked("indexing.json"));
        if (this.lost) this.complain("");
        this.lost = false;
      } catch {
        this.lost = true;
        this.complain("Dateline does not answer: is it still running?");
        this.timer = setTimeout(() => this.poll(), RETRY_MS);
      }
    }

    async tried(act) {
      try {
        await act();
      } catch (error) {
        this.complain(error instanceof TypeError ? "Dateline does not answer: is it still running?" : error.message);
      }
    }

    complain(line, box) {
      this.problem.textContent = line;
      if (line && box) box.focus();
    }

    show(state) {
      const before = this.state?.phase;
      this.state = state;
      const running = ["running", "stopping"].includes(state.phase);
      this.showNow(state, running);
      if (running) this.showProgress(state);
      else this.showForms(state);
      this.showReport(state, before);
      if (state.phase === "failed") this.complain(state.message || "");
      clearTimeout(this.timer);
      if (running && this.visible) this.timer = setTimeout(() => this.poll(), POLL_MS);
      if (["running", "stopping"].includes(before) && !running) this.end(state);
    }

    showNow(state, running) {
      const held = `${plural(state.articles, "article")} (${plural(state.passages, "passage")})`;
      this.now.textContent = state.articles ? `Now indexed: ${held}.` : "Nothing is indexed yet.";
      this.again.hidden = running || !state.sources.length;
      this.sources.replaceChildren(...state.sources.map((source) => this.sourceLine(source, running)));
    }

    sourceLine(source, running) {
      const { shown, articles, newest, updated, there } = source;
      const facts = [plural(articles, "article"), ...(newest ? [`newest ${newest}`] : []), updated ? `updated ${updated.slice(0, 10)}` : "not indexed to the end"];
      const name = element("bdi", { textContent: shown || "Uploaded files" });
      const remove = element("button", { type: "button", className: "plain", textContent: "Remove", hidden: running });
      remove.setAttribute("aria-label", `Remove ${shown || "the uploaded files"}`);
      remove.addEventListener("click", () => this.askToRemove(source));
      return element("li", {}, element("span", {}, name, `: ${facts.join(", ")}${there ? "" : "; not there, its articles are kept"} `), remove);
    }

    showForms(state) {
      this.progress.hidden = true;
      this.forms.hidden = false;
      const { suffixes, file, together } = state.limits;
      this.chosen.accept = suffixes.join(",");
      this.limits.textContent = `${suffixes.join(", ")}; up to ${megabytes(file)} each and ${megabytes(together)} together. `
        + "Copies are kept beside the index, and are a source of their own: what was uploaded before stays.";
      this.uploaded.hidden = !state.uploads || state.sources.some(({ shown }) => !shown);
    }

    showProgress({ phase, stage, done, total, share, embedded, rate, left }) {
      this.forms.hidden = true;
      this.report.hidden = true;
      this.progress.hidden = false;
      const stopping = phase === "stopping";
      const title = stopping && stage !== "opening" ? "Stopping at the next article" : STAGES[stage];
      if (this.stage.textContent !== title) {
        this.stage.textContent = title;
        this.live.textContent = title;
      }
      if (total) Object.assign(this.bar, { max: 1, value: share ?? done / total });
      else this.bar.removeAttribute("value");
      const told = {
        articles: () => [`${number(done)} of ${plural(total, "file")}`, ...(embedded ? [`${plural(embedded, "passage")} embedded`] : [])],
        vectors: () => [`${number(done)} of ${plural(total, "passage")}`],
        uploading: () => (total ? [`${megabytes(done)} of ${megabytes(total)}`] : []),
      }[stage]?.() || [];
      if (rate) told.push(`${number(Math.round(rate))} a second`);
      if (left && !stopping) told.push(`about ${duration(left)} left`);
      this.told.textContent = told.join(" · ") || "\u00a0";
      this.stop.disabled = stopping || ["vectors", "removing", "opening"].includes(stage);
    }

    showReport(state, before) {
      if (!["done", "stopped"].includes(state.phase)) {
        this.report.hidden = true;
        return;
      }
      if (state.phase === before && !this.report.hidden) return;
      const { report } = state;
      this.report.hidden = false;
      this.reportTitle.textContent = report ? "Indexed" : state.phase === "done" ? "Removed" : "Stopped";
      this.counts.hidden = !report;
      this.failed.hidden = !report?.failures;
      if (report) this.fillReport(report);
      else this.summary.textContent = state.message;
    }

    fillReport(report) {
      this.counts.replaceChildren(...COUNTS.map(([name, label]) => (
        element("div", { className: name === "failures" && report.failures ? "bad" : "" },
          element("dt", { textContent: label }), element("dd", { textContent: number(report[name]) }))
      )));
      const sentences = [
        `${plural(report.embedded, "passage")} embedded in ${duration(report.seconds)}.`,
        report.contacted.length ? `Asked: ${report.contacted.join(", ")}.` : "",
        report.undated ? `${plural(report.undated, "new or changed article")} without a date.` : "",
        ...Object.entries(report.ignored).map(([suffix, count]) => `${plural(count, "file")} of another type passed over: ${suffix}.`),
      ];
      this.summary.textContent = sentences.filter(Boolean).join(" ");
      const [title, list] = this.failed.children;
      const unlisted = report.failures - report.failed.length;
      title.textContent = `${plural(report.failures, "file or article", "files or articles")} not indexed, and why`;
      list.replaceChildren(
        ...report.failed.map(({ file, reason }) => element("li", {}, element("bdi", { textContent: file }), `: ${reason}`)),
        ...(unlisted ? [element("li", { textContent: `and ${number(unlisted)} more` })] : []),
      );
      this.failed.open = report.failures > 0 && report.failures <= FILES_LISTED;
    }

    end(state) {
      if (state.phase === "done") {
        this.rebuild.checked = false;
        window.dispatchEvent(new Event("dateline:indexed"));
      }
      if (state.phase === "done" || state.phase === "stopped") this.reportTitle.focus();
      else if (state.phase === "failed") this.folder.input.focus();
      this.live.textContent = { done: state.report ? "Indexed." : "Removed.", stopped: "Stopped." }[state.phase] || "";
    }
  }

  const fill = () => {
    const container = document.getElementById("index-root");
    if (!container || container.querySelector(".index-tab")) return;
    const root = element("div", { className: "index-tab" });
    container.append(root); // beside whatever Gradio keeps in there
    new IndexTab(root);
  };
  new MutationObserver(fill).observe(document.documentElement, { subtree: true, childList: true });
  fill();
})();
