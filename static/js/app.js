"use strict";
/* Small helps for every page; each page works without them. */
document.documentElement.classList.add("js");

/* A form sent once is not sent twice by an impatient second click; a download leaves the page, so it wakes up again. */
const WAIT_AFTER_SENDING = 8000;

function closeMenu() {
  document.body.classList.remove("menu-open");
  document.querySelector("[data-menu-button]")?.setAttribute("aria-expanded", "false");
}

function ask(question, form, button) {
  const dialog = document.querySelector("[data-confirm-dialog]");
  const yes = dialog.querySelector("[data-confirm-yes]");
  dialog.querySelector("[data-confirm-question]").textContent = question;
  yes.textContent = button?.textContent.trim() || yes.dataset.default;
  yes.classList.toggle("btn-danger", Boolean(button?.matches(".btn-danger, .btn-outline-danger")));
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return;
    form.dataset.answered = "yes";
    form.requestSubmit(button);
  }, { once: true });
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const menuButton = event.target.closest("[data-menu-button]");
  if (menuButton) {
    const open = document.body.classList.toggle("menu-open");
    menuButton.setAttribute("aria-expanded", String(open));
  }
  if (event.target.closest("[data-back]")) history.back();
  if (event.target.closest("[data-print]")) window.print();
  const copyButton = event.target.closest("[data-copy]");
  if (copyButton) copy(copyButton);
});

function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const done = () => {
    const words = button.querySelector("[data-words]") || button;
    words.textContent = button.dataset.copied;
  };
  /* Old browsers and plain http have no clipboard: the text is then selected, ready for Ctrl+C. */
  const select = () => window.getSelection().selectAllChildren(source);
  if (navigator.clipboard) navigator.clipboard.writeText(source.textContent.trim()).then(done, select);
  else select();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("menu-open")) {
    closeMenu();
    document.querySelector("[data-menu-button]").focus();
  }
});

/* A filter that is chosen is applied at once. */
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm || form.dataset.confirm;
  if (question && form.dataset.answered !== "yes") {
    event.preventDefault();
    ask(question, form, event.submitter);
    return;
  }
  delete form.dataset.answered;
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, WAIT_AFTER_SENDING);
});

/* Back in the browser: forms can be sent again, the menu is closed. */
window.addEventListener("pageshow", () => {
  closeMenu();
  document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent);
});

/* A table wider than its frame says so, and is scrolled by the arrow keys too. */
function reachTables() {
  document.querySelectorAll(".table-frame:not(.is-wide)").forEach((frame) => {
    if (frame.scrollWidth <= frame.clientWidth) return;
    frame.classList.add("is-wide");
    const hint = document.createElement("p");
    hint.className = "wide-hint";
    hint.textContent = document.body.dataset.wide;
    frame.before(hint);
    if (frame.hasAttribute("tabindex")) return;
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", document.querySelector("h1").textContent.trim());
  });
}

/* On a narrow screen the chosen tab may lie outside its row. */
function showChosenTab() {
  document.querySelectorAll(".tabs [aria-current]").forEach((tab) => {
    tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 16;
  });
}

/* What was folded, or came later, has a width only now. */
document.addEventListener("toggle", reachTables, true);
document.addEventListener("htmx:afterSettle", reachTables);

document.addEventListener("DOMContentLoaded", () => {
  reachTables();
  showChosenTab();
  document.querySelector("[data-focus]")?.focus();
});
