// Keeps the newest question at the top of the window while its answer grows, until the reader scrolls; and gives each
// message a short name, where Gradio's Chatbot puts the message's own HTML for screen readers to spell out.
"use strict";
(() => {
  const NAMES = { user: "Question", bot: "Answer" };
  let asked = 0;
  let following = false;

  const nameMessages = () => {
    for (const message of document.querySelectorAll("#conversation [data-testid][aria-label]")) {
      const name = NAMES[message.dataset.testid];
      if (name && message.getAttribute("aria-label") !== name) message.setAttribute("aria-label", name);
    }
  };
  const followQuestion = () => {
    const questions = document.querySelectorAll("#conversation .user-row");
    if (questions.length > asked) following = true;
    asked = questions.length;
    if (following && asked) questions[asked - 1].scrollIntoView({ block: "start" });
  };
  const leave = () => { following = false; };

  for (const event of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    addEventListener(event, leave, { passive: true });
  }
  new MutationObserver(() => { nameMessages(); followQuestion(); }).observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-label"],
  });
})();
