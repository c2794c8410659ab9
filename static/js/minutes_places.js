"use strict";
/* Deeds that wait stand on the page at once; when the server has done them, its own drawing takes their place. */
{
  const { root, words, store, say, units, live, deeds, drop, keepDeed, adopt } = window.minutes;
  const pattern = (kind) => document.querySelector(`template[data-pattern="${kind}"]`).content;
  const newToken = () => `t${window.minutes.newKey().replaceAll("-", "").slice(0, 20)}`;
  const create = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text });

  /* ---- Patterns: a point of the agenda and an opinion as the server draws them, with numbers to be replaced ---- */

  function drawn(numbers) {
    const source = pattern("new-item").firstElementChild;
    let html = source.outerHTML;
    for (const [name, token] of Object.entries(numbers)) html = html.replaceAll(words[name], token);
    return document.createRange().createContextualFragment(html).firstElementChild;
  }

  function replaceText(place, from, to) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) walker.currentNode.data = walker.currentNode.data.replace(from, to);
  }

  function drawItem(deed) {
    const { item, item_body: body, item_conclusion: conclusion } = deed.tokens;
    const section = drawn({ patternItem: item, patternBody: body, patternConclusion: conclusion, patternOpinion: "t0" });
    section.querySelectorAll(".opinion").forEach((row) => row.remove());
    const number = root.querySelectorAll("details[id^=noi-dung-]").length + 1;
    replaceText(section, words.patternTitle, deed.fields.find(([name]) => name === "title")?.[1] ?? "");
    replaceText(section, words.patternNumber, String(number));
    section.append(foot(deed));
    document.getElementById("chuong-trinh").before(section);
    return section;
  }

  function drawOpinion(deed) {
    const item = deed.fields.find(([name]) => name === "item")[1];
    const row = drawn({ patternItem: item, patternOpinion: deed.tokens.passage }).querySelector(".opinion");
    const place = document.getElementById(`opinions-${item}`);
    replaceText(row, /^(\s*)1\b/, `$1${place.querySelectorAll(".opinion").length + 1}`);
    replaceText(row, words.patternSpeaker, deed.lines[0]?.[1] ?? "");
    row.append(foot(deed));
    slotOf(deed).before(row);
    return row;
  }

  /* Anything else: what was chosen and typed, line by line. */
  function drawPlain(deed) {
    const row = create("div", "local");
    row.append(create("strong", "", deed.title));
    const list = create("ul", "plain-list");
    for (const [label, text] of deed.lines) list.append(create("li", "prose", label ? `${label}: ${text}` : text));
    if (deed.verdict) list.append(create("li", "muted", say(words.provisional, { verdict: deed.verdict })));
    row.append(list, foot(deed));
    const slot = slotOf(deed);
    if (slot) slot.before(row);
    else (document.getElementById(deed.anchor) || document.querySelector("[data-unplaced]")).append(row);
    return row;
  }

  const slotOf = (deed) => document.querySelector(`[data-slot="${deed.slot}"]`);

  /* Where it is: on this machine, or sent; what can be done about it. */
  function foot(deed) {
    const line = create("div", "local-foot");
    line.append(create("p", "state"));
    if (["vote", "task", "guest"].includes(deed.kind)) line.append(button(words.edit, "edit", deed));
    line.append(button(deed.kind ? words.cancel : words.cancelDeed, "cancel", deed));
    return line;
  }

  function button(text, name, deed) {
    const made = create("button", "btn btn-sm btn-outline-secondary", text);
    made.type = "button";
    made.dataset.local = name;
    made.dataset.of = deed.key;
    return made;
  }

  function mark(deed) {
    const line = deed.element?.querySelector(".local-foot .state");
    if (!line) return;
    const kinds = { waiting: "unsent", sending: "saving", refused: "refused", sent: "saved" };
    const sentences = { waiting: deed.unkept ? words.unkept : words.unsent, sending: words.saving, sent: words.sentWord };
    line.className = `state is-${kinds[deed.state]}`;
    line.textContent = deed.state === "refused" ? say(words.refused, { reason: deed.sentence }) : sentences[deed.state];
    deed.element.querySelectorAll("[data-local]").forEach((one) => {
      one.hidden = ["sending", "sent"].includes(deed.state);
    });
  }

  function place(deed) {
    if (deed.element?.isConnected) return;
    const { passage, item } = deed.tokens;
    if (document.getElementById(`passage-${passage}`) || document.getElementById(`noi-dung-${item}`)) return;
    if (deed.element && slotOf(deed)) slotOf(deed).before(deed.element);
    else deed.element = draw(deed);
    mark(deed);
    adopt(deed.element);
    window.minutes.effects[deed.effect]?.(deed);
  }

  function draw(deed) {
    if (deed.effect === "rest") return create("span", "");
    if (deed.tokens.item && words.patternItem) return drawItem(deed);
    if (deed.tokens.passage && slotOf(deed)) return drawOpinion(deed);
    return drawPlain(deed);
  }

  const tokensOf = (kind) => {
    const names = { opinion: ["passage"], item: ["item", "item_body", "item_conclusion"], vote: ["vote"], task: ["task"], guest: ["guest"] };
    return Object.fromEntries((names[kind] || []).map((name) => [name, newToken()]));
  };

  /* ---- Taking back what was not sent ---- */

  /* Nobody knows whether a deed that was tried has arrived: then what it made is removed after it. */
  function cancel(deed) {
    if (deed.state === "sending") return;
    const typed = [...(deed.element?.querySelectorAll("textarea") || [])].some((area) => area.value.trim());
    if (typed && !window.confirm(words.dropWords)) return;
    const undo = deed.tried && deed.state === "waiting" && deed.undo;
    deed.element?.remove();
    if (undo) {
      deed.hidden = true;
      keepDeed(deed);
      window.minutes.add({ url: undo.replace("/0/", `/${Object.values(deed.tokens)[0]}/`), fields: [], title: "", lines: [], hidden: true });
      return;
    }
    for (const token of Object.values(deed.tokens)) dropDependents(token);
    drop(deed);
  }

  function dropDependents(token) {
    for (const other of deeds.filter((one) => JSON.stringify([one.url, one.fields]).includes(token))) {
      other.element?.remove();
      drop(other);
    }
    for (const key of store.keys().filter((name) => name.includes(token))) store.remove(key);
  }

  /* ---- The server has made it: it gets its number everywhere ---- */

  function rename(deed, created) {
    for (const [name, token] of Object.entries(deed.tokens)) {
      if (name in created) replaceEverywhere(token, String(created[name]));
    }
    deed.element?.querySelectorAll("[data-local]").forEach((one) => one.remove());
  }

  function replaceEverywhere(token, number) {
    const change = (thing) => JSON.parse(JSON.stringify(thing).replaceAll(token, number));
    for (const other of deeds) {
      Object.assign(other, change({ url: other.url, fields: other.fields, slot: other.slot, anchor: other.anchor }));
      keepDeed(other);
    }
    const open = live();
    for (const key of store.keys().filter((name) => name.includes(token) || JSON.stringify(store.get(name)).includes(token))) {
      const value = change(store.get(key));
      const target = key.replaceAll(token, number);
      /* The server's own drawing of it may be there already, with its words unsent as well: the newer ones stay. */
      if (target === key || !store.get(target)) store.set(target, value);
      if (target !== key) store.remove(key);
    }
    for (const element of document.querySelectorAll("#minutes *")) renameAttributes(element, token, number);
    for (const unit of open.filter((one) => [...units.entries()].some(([key, other]) => other === one && key.includes(token)))) rekey(unit, token);
  }

  function renameAttributes(element, token, number) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes(token)) attribute.value = attribute.value.replaceAll(token, number);
    }
  }

  function rekey(unit, token) {
    for (const key of [...units.keys()].filter((name) => name.includes(token))) units.delete(key);
    const twin = units.get(unit.key);
    if (twin && twin !== unit && twin.element.isConnected) {
      twin.write(unit.read());
      twin.changed();
      unit.element.closest(".opinion, details.section")?.remove();
      return;
    }
    units.set(unit.key, unit);
    unit.now();
  }

  /* ---- Parts drawn by the server ---- */

  const delayed = new Map();

  function redraw({ parts = {}, focus }, deed) {
    for (const [name, html] of Object.entries(parts)) {
      const old = document.getElementById(name);
      if (!old) continue;
      if (isBeingTypedIn(old, deed)) delayed.set(name, html);
      else replacePart(old, html);
    }
    if (!Object.keys(parts).length) return;
    if (deed && !deed.tokens.item && !deed.tokens.passage) deed.element?.remove();
    deeds.filter((one) => !one.hidden && one.element).forEach(place);
    /* The button that was pressed may have gone with its part. */
    const isLost = deed?.button && document.activeElement === document.body;
    if (deed?.form || isLost) window.minutes.focusAfter(deed, parts, focus);
  }

  /* Nobody's words, and nothing half typed by an input method, move under the fingers. */
  function isBeingTypedIn(part, deed) {
    const active = document.activeElement;
    return part.contains(active) && active.matches("textarea, input, select") && !deed?.form?.contains(active);
  }

  function replacePart(old, html) {
    const fresh = document.createRange().createContextualFragment(html.trim()).firstElementChild;
    if (!fresh) return;
    for (const element of fresh.querySelectorAll("[data-passage]")) {
      const unit = units.get(`passage-${element.dataset.passage}`);
      if (unit && unit.element.isConnected) element.replaceWith(unit.element);
    }
    for (const element of fresh.querySelectorAll("fieldset[data-save]")) {
      const unit = units.get(element.dataset.key);
      if (unit?.element.isConnected && unit.state !== "clean") element.replaceWith(unit.element);
    }
    for (const form of old.querySelectorAll("[data-slot] > [data-fields]")) {
      const { slot } = form.parentElement.dataset;
      fresh.querySelector(`[data-slot="${slot}"]`)?.append(form);
      fresh.querySelectorAll(`[data-open="${slot}"]`).forEach((opener) => {
        opener.hidden = true;
      });
    }
    old.replaceWith(fresh);
    adopt(fresh);
  }

  root.addEventListener("focusout", () =>
    setTimeout(() => {
      for (const [name, html] of [...delayed]) {
        const old = document.getElementById(name);
        if (old && isBeingTypedIn(old)) continue;
        delayed.delete(name);
        if (old) replacePart(old, html);
        deeds.filter((one) => !one.hidden && one.element).forEach(place);
      }
    }),
  );

  Object.assign(window.minutes, { place, mark, cancel, rename, redraw, tokensOf, create, pattern, effects: {} });
}
