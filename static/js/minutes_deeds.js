"use strict";
/* Small forms open where they are needed; a deed redraws only its part of the page, and no typed text is touched. */
{
  const { root, words, store, deeds, add, drop, isEmpty, flush, place, cancel, tokensOf } = window.minutes;
  const pattern = (kind) => window.minutes.pattern(kind).cloneNode(true);
  const PATIENCE = 4000;
  const narrow = window.matchMedia("(max-width: 1100px)");

  /* ---- Small forms ---- */

  function open(button) {
    const name = button.dataset.open;
    const [kind, number] = name.split("-");
    const slot = document.querySelector(`[data-slot="${name}"]`);
    if (slot.firstElementChild) return slot.querySelector("input:not([type=hidden]), select").focus();
    slot.append(pattern(kind));
    const form = slot.firstElementChild;
    numberIds(form, number);
    for (const deed of form.querySelectorAll("[data-deed]")) deed.formAction = deed.formAction.replace("/0/", `/${number}/`);
    for (const select of form.querySelectorAll("select[data-people]")) fillPeople(select);
    for (const field of form.querySelectorAll("[name]")) field.value = button.dataset[field.name] ?? field.value;
    const item = form.querySelector("[name=item]");
    if (item) item.value = number === "0" ? "" : number;
    if (form.dataset.kind === "vote") window.minutes.weigh(form);
    button.hidden = true;
    form.dataset.opener = name;
    form.querySelector("input:not([type=hidden]), select").focus();
    form.scrollIntoView({ block: "nearest" });
    return form;
  }

  function close(form) {
    const opener = root.querySelector(`[data-open="${form.parentElement.dataset.slot}"]`);
    store.remove(draftOf(form));
    form.remove();
    if (opener) {
      opener.hidden = false;
      opener.focus();
    }
  }

  /* Several small forms of one kind may stand open: each id gets the number of its place. */
  function numberIds(form, number) {
    for (const attribute of ["id", "for", "aria-describedby"]) {
      for (const element of form.querySelectorAll(`[${attribute}]`)) {
        element.setAttribute(attribute, `${element.getAttribute(attribute)}-${number}`);
      }
    }
  }

  function fillPeople(select) {
    const people = pattern("people");
    if (select.dataset.people === "members") people.querySelector("[data-guests]")?.remove();
    select.append(people);
  }

  /* ---- Deeds ---- */

  async function carryOut(button) {
    if (button.getAttribute("aria-busy")) return;
    const form = "bare" in button.dataset ? null : button.closest("[data-fields]");
    clearErrors(form || button.parentElement);
    if (form && !isWhole(form)) return;
    button.setAttribute("aria-busy", "true");
    const deed = add({ ...factsOf(form, button), form, button });
    /* The deed has the words now: a page that is opened again must not offer them for a second one. */
    if (form) store.remove(draftOf(form));
    if (deed.kind === "item" && words.patternItem) show(deed);
    const answer = await Promise.race([deed.outcome, new Promise((resolve) => setTimeout(resolve, PATIENCE, null))]);
    button.removeAttribute("aria-busy");
    if (!answer || answer.kind === "failed" || answer.kind === "signed_out" || answer.kind === "other_user") show(deed);
    else if (answer.kind === "ok") settle(deed, answer.data);
    else correct(deed, form, button, answer.data || {});
    deed.form = deed.button = null;
  }

  function factsOf(form, button) {
    const fields = form ? valuesOf(form) : [];
    if (button.name) fields.push([button.name, button.value]);
    const opener = form?.dataset.opener || "";
    const address = new URL(button.formAction);
    /* A button that says in its address what a small form would say. */
    if (address.searchParams.has("speaker")) return spoken(address);
    const kind = opener.split("-")[0];
    const row = button.closest("tr, li, .vote, .opinion, .removed, details.section");
    const about = row?.querySelector("th, strong, label, p, h2")?.textContent.trim().slice(0, 120) || "";
    return {
      url: address.pathname + address.search,
      fields,
      kind,
      effect: kind,
      slot: opener,
      anchor: button.closest("section[id], details[id]")?.id || "",
      title: form ? form.querySelector("legend").textContent.trim() : button.textContent.trim(),
      lines: form ? linesOf(form) : [["", about]],
      verdict: form?.querySelector("[data-needed]")?.dataset.verdict || "",
      tokens: tokensOf(kind),
      undo: { vote: words.undoVote, task: words.undoTask, guest: words.undoGuest, opinion: words.undoOpinion }[kind] || "",
    };
  }

  function spoken(address) {
    const fields = [...address.searchParams.entries()];
    const { item, speaker } = Object.fromEntries(fields);
    const name = window.minutes.pattern("people").querySelector(`[value="${speaker}"]`)?.textContent || "";
    return { url: address.pathname, fields, kind: "opinion", slot: `opinion-${item}`, anchor: `opinions-${item}`, title: "", lines: [["", name]], verdict: "", tokens: tokensOf("opinion"), undo: words.undoOpinion };
  }

  function valuesOf(form) {
    const fields = [...form.querySelectorAll("[name]:not(button)")];
    return fields.filter((field) => !field.matches("[type=radio], [type=checkbox]") || field.checked).map((field) => [field.name, field.value]);
  }

  function fill(form, values) {
    for (const field of form.querySelectorAll("[name]:not(button, [type=hidden])")) {
      const value = values.filter(([name]) => name === field.name).map(([_name, text]) => text);
      if (field.matches("[type=radio], [type=checkbox]")) field.checked = value.includes(field.value);
      else field.value = value[0] ?? "";
    }
    if (form.dataset.kind === "vote") window.minutes.weigh(form);
  }

  /* ---- What is half typed in a small form is kept as well ---- */

  const draftOf = (form) => `draft-${form.dataset.opener}`;

  function keepDraft(form) {
    const isSent = form.querySelector("[data-deed][aria-busy]");
    if (form.dataset.opener && !isSent) store.set(draftOf(form), { fields: valuesOf(form) });
  }

  function openDrafts() {
    for (const key of store.keys().filter((name) => name.startsWith("draft-"))) {
      const opener = root.querySelector(`[data-open="${key.slice("draft-".length)}"]`);
      const form = opener && open(opener);
      if (form) fill(form, store.get(key).fields);
    }
  }

  /* What was chosen and typed, as one reads it. */
  function linesOf(form) {
    const lines = [];
    for (const field of form.querySelectorAll("[name]:not(button, [type=hidden])")) {
      const text = field.matches("select") ? field.selectedOptions[0]?.textContent.trim() : field.value.trim();
      const isTold = field.matches("[type=radio], [type=checkbox]") ? field.checked : field.value && field.offsetParent;
      if (!isTold || !text) continue;
      lines.push([form.querySelector(`label[for="${field.id}"]`)?.textContent.replace("*", "").trim() || "", text]);
    }
    return lines;
  }

  /* What the server would refuse for certain is said before it waits for hours. */
  function isWhole(form) {
    const empty = [...form.querySelectorAll("[required]")].filter((field) => !field.value.trim() && field.type !== "hidden" && field.offsetParent);
    if (!empty.length || !window.minutes.isOffline()) return true;
    showErrors(form, null, Object.fromEntries(empty.map((field) => [field.name, words.fillIn])));
    return false;
  }

  /* It waits: it stands on the page, and writing goes on there. */
  function show(deed) {
    const form = deed.form;
    if (form?.isConnected) close(form);
    place(deed);
    window.minutes.mark(deed);
    deed.element?.querySelector("textarea")?.focus();
  }

  function settle(deed, data) {
    if (!("reload" in data) || (deed.element && deed.tokens.item)) return;
    if (isEmpty()) reload(data.reload);
    else show(deed);
  }

  /* The words stay in the small form while it is open. */
  function correct(deed, form, button, data) {
    if (!form?.isConnected && deed.element?.isConnected) return window.minutes.mark(deed);
    if (form) keepDraft(form);
    drop(deed);
    deed.element?.remove();
    if (data.errors) showErrors(form, button, data.errors);
    else showError(button, data.error || words.goneDeed);
  }

  function focusAfter(deed, parts, focus) {
    if (deed.form?.isConnected) close(deed.form);
    const next = (focus && document.getElementById(focus)) || document.getElementById(Object.keys(parts).at(-1))?.querySelector("[data-open]");
    next?.focus();
  }

  function change(deed) {
    const opener = root.querySelector(`[data-open="${deed.slot}"]`);
    const form = opener && open(opener);
    if (!form) return;
    fill(form, deed.fields);
    keepDraft(form);
    cancel(deed);
  }

  function reload(anchor) {
    window.location.hash = anchor;
    window.location.reload();
  }

  function clearErrors(place) {
    place.querySelectorAll("[data-error]").forEach((line) => line.remove());
    place.querySelectorAll(".is-invalid").forEach((field) => field.classList.remove("is-invalid"));
  }

  function errorLine(sentence) {
    const line = document.createElement("p");
    line.className = "invalid-feedback d-block";
    line.dataset.error = "";
    line.setAttribute("role", "alert");
    line.textContent = sentence;
    return line;
  }

  function showError(button, sentence) {
    clearErrors(button.parentElement);
    button.parentElement.append(errorLine(sentence));
  }

  function showErrors(form, button, errors) {
    const fields = [];
    for (const [name, sentence] of Object.entries(errors)) {
      const field = form?.querySelector(`[name="${name}"]:not([type=hidden])`);
      if (!field) {
        showError(button, sentence);
        continue;
      }
      field.classList.add("is-invalid");
      field.after(errorLine(sentence));
      fields.push(field);
    }
    fields[0]?.focus();
  }

  /* ---- The page ---- */

  root.addEventListener("submit", (event) => {
    const button = event.submitter;
    /* Asked for by app.js, which then sends the form again. */
    if (button?.dataset.confirm && root.dataset.answered !== "yes") return;
    event.preventDefault();
    if (!button) return;
    if ("open" in button.dataset) open(button);
    else if ("close" in button.dataset) close(button.closest("[data-fields]"));
    else if ("deed" in button.dataset) carryOut(button);
    else flush();
  });

  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("[data-fields]")) close(event.target.closest("[data-fields]"));
    if (event.key !== "Enter" || !event.target.matches("input, select")) return;
    event.preventDefault();
    const form = event.target.closest("[data-fields]");
    if (form) carryOut(form.querySelector("[data-deed]"));
    else flush();
  });

  for (const event of ["input", "change"]) {
    root.addEventListener(event, ({ target }) => {
      const form = target.closest("[data-fields]");
      if (form) keepDraft(form);
    });
  }

  root.addEventListener("click", (event) => {
    const filler = event.target.closest("[data-fill]");
    if (filler) {
      const field = filler.closest("fieldset").querySelector(`[name=${filler.dataset.fill}]`);
      field.value = filler.dataset.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    }
    const { local, of } = event.target.dataset;
    const deed = local && deeds.find((one) => one.key === of);
    if (deed) (local === "edit" ? change : cancel)(deed);
    const link = event.target.closest("[data-contents] a");
    if (link) unfold(link.hash);
  });

  Object.assign(window.minutes, { focusAfter, openDrafts });

  function unfold(hash) {
    const place = hash && document.getElementById(hash.slice(1));
    const section = place?.closest("details.section");
    if (section) section.open = true;
  }

  /* On a phone the page begins folded, but for the place that was asked for and what is in trouble. */
  if (narrow.matches) {
    for (const section of root.querySelectorAll("details.section")) {
      section.open = Boolean(section.querySelector(".is-troubled, .composer, .versions"));
    }
    (root.querySelector("details.section[open]") || root.querySelector("details.section")).open = true;
  }
  if (window.location.hash) {
    unfold(window.location.hash);
    document.getElementById(window.location.hash.slice(1))?.scrollIntoView();
  }
}
