// What Gradio leaves to the page: tabs in the address, native date boxes, the buttons inside the conversation, saving it,
// keeping the newest question in view, and telling screen readers what happens. Whatever comes from data is set as text.
"use strict";
(() => {
  const NAMES = { user: "Question", bot: "Answer" };
  const TABS = ["ask", "archive", "index"]; // the first has no name in the address
  const LONGEST_WORD = 500; // characters of feedback
  const SAID_AT_MOST = 600; // characters of an answer that are read out
  const SAVING_PATIENCE_MS = 20000;
  const LOOKING_MS = 100;

  const dateline = (window.dateline = window.dateline || {});
  const find = (selector) => document.querySelector(selector);
  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  // -- what screen readers are told

  const status = element("div", { className: "unseen" });
  status.setAttribute("role", "status");
  const say = (text) => { status.textContent = ""; requestAnimationFrame(() => { status.textContent = text; }); };
  dateline.say = say;

  const setAttribute = (node, name, value) => { if (node.getAttribute(name) !== value) node.setAttribute(name, value); };
  const nameParts = () => {
    for (const message of document.querySelectorAll("#conversation [data-testid][aria-label]")) {
      const name = NAMES[message.dataset.testid]; // Gradio puts the message's own HTML there, to be spelled out
      if (name) setAttribute(message, "aria-label", name);
    }
    const log = find("#conversation [role=log]"); // it would read every word as it comes; `say` tells the whole answer
    if (log) setAttribute(log, "aria-live", "off");
    for (const button of document.querySelectorAll("#conversation .do[title]:empty")) setAttribute(button, "aria-label", button.title);
    for (const button of document.querySelectorAll("#conversation .thumb")) {
      setAttribute(button, "aria-pressed", String(button.classList.contains("pressed")));
    }
    for (const panel of document.querySelectorAll("[role=tabpanel]")) setAttribute(panel, "aria-labelledby", `${panel.id}-button`);
  };

  // -- tabs

  const tabButton = (name) => find(`[role=tablist] #tab-${name}-button`);
  const named = () => (TABS.includes(location.hash.slice(1)) ? location.hash.slice(1) : TABS[0]);
  const showTab = (name) => {
    const button = tabButton(name);
    if (button && button.getAttribute("aria-selected") !== "true") button.click();
  };
  dateline.showTab = showTab;
  const noteTab = (button) => {
    const name = button.dataset.tabId;
    if (name === named() || !TABS.includes(name)) return;
    history.pushState(null, "", name === TABS[0] ? location.pathname + location.search : `#${name}`);
  };
  const moveTab = (event) => {
    const tabs = [...document.querySelectorAll("[role=tablist] [role=tab]")];
    const at = tabs.indexOf(event.target);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    const tab = tabs[(next + tabs.length) % tabs.length];
    tab.focus();
    tab.click();
  };
  addEventListener("popstate", () => showTab(named()));
  addEventListener("hashchange", () => showTab(named()));
  document.addEventListener("keydown", moveTab);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[role=tablist] [role=tab]");
    if (button) noteTab(button);
  });
  let opened = false;
  const openNamedTab = () => {
    if (opened || !tabButton(TABS[0])) return;
    opened = true;
    showTab(named());
  };

  // -- asking the server

  let serial = 0;
  const send = (command) => {
    const box = find("#command textarea, #command input");
    serial += 1;
    box.value = JSON.stringify({ serial, ...command });
    box.dispatchEvent(new Event("input", { bubbles: true }));
    return serial;
  };
  addEventListener("dateline:indexed", () => send({ act: "refresh" }));

  // -- dialogs

  const dialog = (title, ...parts) => {
    const heading = element("h2", { textContent: title, id: "dialog-title" });
    const form = element("form", { method: "dialog" }, heading, ...parts);
    const shown = element("dialog", { className: "small-dialog" }, form);
    shown.setAttribute("aria-labelledby", heading.id);
    shown.addEventListener("close", () => shown.remove());
    shown.addEventListener("click", (event) => { if (event.target === shown) shown.close(); });
    document.body.append(shown);
    shown.showModal();
    return { shown, form };
  };
  const labelled = (label, field) => element("label", {}, element("span", { textContent: label }), field);
  const buttons = (...made) => element("div", { className: "dialog-buttons" }, ...made);
  const button = (textContent, properties) => element("button", { type: "button", textContent, ...properties });

  const years = () => {
    const [first, last] = (find("#masthead .years")?.textContent || "").split(" ").map(Number);
    return first && last ? Array.from({ length: last - first + 1 }, (_, index) => last - index) : [];
  };
  const yearChoice = (since, until) => {
    const choice = element("select", {}, element("option", { value: "", textContent: "—" }));
    for (const year of years()) choice.append(element("option", { value: String(year), textContent: String(year) }));
    const match = () => {
      const year = since.value.slice(0, 4);
      choice.value = since.value === `${year}-01-01` && until.value === `${year}-12-31` ? year : "";
    };
    choice.addEventListener("change", () => {
      since.value = choice.value && `${choice.value.padStart(4, "0")}-01-01`;
      until.value = choice.value && `${choice.value.padStart(4, "0")}-12-31`;
    });
    for (const box of [since, until]) box.addEventListener("input", match);
    match();
    return choice;
  };
  const changeTime = (value) => {
    const [exchange, first, last] = value.split(" ");
    const since = element("input", { type: "date", value: first === "-" ? "" : first });
    const until = element("input", { type: "date", value: last === "-" ? "" : last });
    const year = yearChoice(since, until);
    const cancel = button("Cancel");
    const { shown, form } = dialog(
      "Which time is asked about?",
      element("div", { className: "dialog-dates" }, labelled("Year", year), labelled("From", since), labelled("Until", until)),
      buttons(cancel, element("button", { type: "submit", className: "main", textContent: "Ask again" })),
    );
    const check = () => until.setCustomValidity(since.value && until.value && since.value > until.value ? "This is before the first day." : "");
    for (const box of [since, until, year]) box.addEventListener("input", check);
    cancel.addEventListener("click", () => shown.close());
    form.addEventListener("submit", () => {
      askAgain({ act: "time", exchange: Number(exchange), time: "dates", since: since.value, until: until.value });
    });
  };
  const addWord = (value) => {
    const [exchange, act] = value.split(" ");
    const word = element("textarea", { rows: 3, maxLength: LONGEST_WORD, required: true });
    const cancel = button("Cancel");
    const { shown, form } = dialog(
      act === "up" ? "What is good about this answer?" : "What is wrong with this answer?",
      labelled("A word or two", word),
      element("p", { textContent: "It is kept with the question and the answer in a file on the machine that serves this page." }),
      buttons(cancel, element("button", { type: "submit", className: "main", textContent: "Keep it" })),
    );
    cancel.addEventListener("click", () => shown.close());
    form.addEventListener("submit", () => send({ act, exchange: Number(exchange), word: word.value }));
  };

  // -- the buttons in the conversation

  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { // not a secure address, or not allowed
      const box = element("textarea", { value: text, className: "unseen" });
      document.body.append(box);
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      return done;
    }
  };
  const copyAnswer = async (pressed) => {
    const lines = pressed.closest(".tools").parentElement.querySelectorAll(".to-copy p");
    const done = await copied([...lines].map((line) => line.textContent).join("\n"));
    pressed.focus();
    say(done ? "Copied." : "The browser does not allow copying.");
    pressed.textContent = done ? "Copied" : "Not allowed";
    setTimeout(() => { pressed.textContent = "Copy"; }, 2000);
  };
  const askAgain = (command) => {
    const conversation = find("#conversation");
    conversation.tabIndex = -1; // the button that was pressed goes away
    conversation.focus({ preventScroll: true });
    send(command);
  };
  let pressedLast = null; // to be focused again when the message is drawn anew
  const ACTS = {
    copy: (exchange, pressed) => copyAnswer(pressed),
    edit: (exchange) => { send({ act: "edit", exchange }); find("#question textarea")?.focus(); },
    again: (exchange) => askAgain({ act: "again", exchange }),
    time: (exchange, pressed) => changeTime(pressed.value),
    "without-time": (exchange) => askAgain({ act: "time", exchange, time: "none" }),
    "own-time": (exchange) => askAgain({ act: "time", exchange, time: "infer" }),
    up: (exchange) => send({ act: "up", exchange }),
    down: (exchange) => send({ act: "down", exchange }),
    word: (exchange, pressed) => addWord(pressed.value),
  };
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("#conversation button.do");
    if (!pressed || !ACTS[pressed.name]) return;
    pressedLast = pressed.closest(".verdict") ? { name: pressed.name, value: pressed.value } : null;
    ACTS[pressed.name](Number.parseInt(pressed.value, 10), pressed);
  });
  const refocus = () => {
    if (!pressedLast || document.activeElement !== document.body) return;
    const { name, value } = pressedLast;
    [...document.querySelectorAll("#conversation button.do")].find((one) => one.name === name && one.value === value)?.focus({ preventScroll: true });
    pressedLast = null;
  };

  // -- saving the conversation

  const save = ({ name, type, text }) => {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = element("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    say(`Saved as ${name}.`);
  };
  const sentBack = () => {
    try {
      return JSON.parse(find("#outbox textarea, #outbox input")?.value || "null");
    } catch {
      return null;
    }
  };
  const saveAs = (act) => {
    const wanted = send({ act });
    const until = Date.now() + SAVING_PATIENCE_MS;
    const look = setInterval(() => {
      const found = sentBack();
      if (found?.serial === wanted) save(found);
      if (found?.serial === wanted || Date.now() > until) clearInterval(look);
    }, LOOKING_MS);
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#save-markdown")) saveAs("markdown");
    if (event.target.closest?.("#save-html")) saveAs("html");
  });

  // -- following the conversation

  let asked = 0;
  let following = false;
  let busy = false;
  const isShown = (selector) => Boolean(find(selector)?.offsetParent);
  const lastReply = () => [...document.querySelectorAll("#conversation .bot-row")].at(-1);
  let remarked = "";
  const tellRemark = () => {
    const remark = [...document.querySelectorAll("#conversation .remark")].map((line) => line.textContent).join(" ");
    if (remark && remark !== remarked) say(remark);
    remarked = remark;
  };
  const tellState = () => {
    const now = isShown("#stop");
    if (now && !busy) { following = true; say("Searching the articles."); }
    if (!now && busy && lastReply()) {
      const told = [...lastReply().querySelectorAll(".reply p")].map((line) => line.textContent).join(" ");
      say(`Answer: ${told.slice(0, SAID_AT_MOST)}`);
    }
    busy = now;
  };
  const followQuestion = () => {
    const questions = document.querySelectorAll("#conversation .user-row");
    if (questions.length > asked) following = true;
    asked = questions.length;
    if (following && asked && isShown("#conversation")) questions[asked - 1].scrollIntoView({ block: "start" });
  };
  const restWhenDone = () => { if (!busy) following = false; };
  for (const event of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    addEventListener(event, () => { following = false; }, { passive: true });
  }

  // -- filters

  const useNativeDates = () => {
    for (const box of document.querySelectorAll("#since input[type=text], #until input[type=text]")) box.type = "date";
  };
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("#outlet input")) setTimeout(() => event.target.select()); // or what is typed is added to it
  });

  let planned = false;
  const look = () => {
    planned = false;
    if (!status.isConnected) document.body.append(status);
    for (const step of [openNamedTab, nameParts, useNativeDates, refocus, tellRemark, tellState, followQuestion, restWhenDone]) step();
  };
  const plan = () => {
    if (planned) return;
    planned = true;
    requestAnimationFrame(look);
  };
  const changed = () => {
    followQuestion(); // before anything is painted where it does not stay
    plan();
  };
  new MutationObserver(changed).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-label", "class", "style"],
  });
  plan();
})();
