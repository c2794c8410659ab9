"use strict";
/* Small forms open where they are needed; a deed redraws only its part of the page, and no typed text is touched. */
{
  const { root, words, post, say, adopt, flush } = window.minutes;
  const pattern = (kind) => document.querySelector(`[data-pattern=${kind}]`).content.cloneNode(true);
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
    if (form.dataset.kind === "vote") weigh(form);
    button.hidden = true;
    form.dataset.opener = name;
    form.querySelector("input:not([type=hidden]), select").focus();
    form.scrollIntoView({ block: "nearest" });
  }

  function close(form) {
    const opener = root.querySelector(`[data-open="${form.parentElement.dataset.slot}"]`);
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

  /* ---- Votes: how many are needed, and whether they are there ---- */

  function weigh(form) {
    const sign = form.querySelector("[data-needed]");
    const { body, majority, twoThirds, need, pass, fail, over } = sign.dataset;
    const matter = form.querySelector("[name=matter]");
    const isOneOf = (list) => list.split(" ").includes(matter.value);
    form.querySelector(".only-personal").hidden = !isOneOf(matter.dataset.personal);
    if (!majority) return;
    const needed = Number(isOneOf(matter.dataset.twoThirds) ? twoThirds : majority);
    const [yes, no, abstain] = ["yes", "no", "abstain"].map((name) => form.querySelector(`[name=${name}]`).value.trim());
    const cast = [yes, no, abstain].reduce((sum, count) => sum + (Number(count) || 0), 0);
    const tooMany = cast > Number(body);
    const carried = Number(yes) >= needed;
    let verdict = "";
    if (tooMany) verdict = say(over, { cast, body });
    else if (yes) verdict = carried ? pass : fail;
    sign.textContent = `${say(need, { needed, body })} ${verdict}`;
    sign.classList.toggle("is-carried", Boolean(yes) && carried && !tooMany);
    sign.classList.toggle("is-over", tooMany);
  }

  /* ---- Deeds ---- */

  async function carryOut(button) {
    if (button.getAttribute("aria-busy")) return;
    const form = "bare" in button.dataset ? null : button.closest("[data-fields]");
    clearErrors(form || button.parentElement);
    button.setAttribute("aria-busy", "true");
    const saved = await flush();
    const fields = form ? [...form.querySelectorAll("[name]:not(button)")].map((field) => [field.name, field.value]) : [];
    if (button.name) fields.push([button.name, button.value]);
    const answer = await post(button.formAction, fields, { part: true });
    button.removeAttribute("aria-busy");
    if (answer.kind === "refused" && answer.data.errors) showErrors(form, button, answer.data.errors);
    else if (answer.kind !== "ok") showError(button, answer.kind === "signed_out" ? words.signedOut : words.deedFailed);
    else if (!("reload" in answer.data)) redraw(answer.data, button);
    else if (saved) reload(answer.data.reload);
    else showError(button, words.unsentFirst);
  }

  function redraw({ parts, focus }, button) {
    for (const [name, html] of Object.entries(parts)) {
      const old = document.getElementById(name);
      if (!old) continue;
      const fresh = document.createRange().createContextualFragment(html.trim()).firstElementChild;
      old.replaceWith(fresh);
      adopt(fresh);
    }
    const next = (focus && document.getElementById(focus)) || document.getElementById(Object.keys(parts).at(-1))?.querySelector("[data-open]");
    if (!button.isConnected) next?.focus();
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

  root.addEventListener("input", (event) => {
    const form = event.target.closest("[data-kind=vote]");
    if (form) weigh(form);
  });

  root.addEventListener("click", (event) => {
    const filler = event.target.closest("[data-fill]");
    if (filler) {
      const field = filler.closest("fieldset").querySelector(`[name=${filler.dataset.fill}]`);
      field.value = filler.dataset.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    }
    const link = event.target.closest("[data-contents] a");
    if (link) unfold(link.hash);
  });

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
