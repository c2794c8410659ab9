"use strict";
/* Two versions of one text side by side, with what differs marked, and the choice between them. */
{
  const { say } = window.minutes;

  const MOST = 1_000_000;

  /* Which words of `own` stand in the longest run that both have in common; too long a pair counts as all different. */
  function common(own, other) {
    const kept = new Set();
    const [rows, columns] = [own.length + 1, other.length + 1];
    if (rows * columns > MOST) return kept;
    const best = new Uint16Array(rows * columns);
    for (let a = own.length - 1; a >= 0; a -= 1) {
      for (let b = other.length - 1; b >= 0; b -= 1) {
        const here = a * columns + b;
        best[here] = own[a] === other[b] ? best[here + columns + 1] + 1 : Math.max(best[here + columns], best[here + 1]);
      }
    }
    for (let a = 0, b = 0; a < own.length && b < other.length; ) {
      if (own[a] === other[b]) {
        kept.add(a);
        a += 1;
        b += 1;
      } else if (best[(a + 1) * columns + b] >= best[a * columns + b + 1]) a += 1;
      else b += 1;
    }
    return kept;
  }

  /* Shows `text` with the words marked that `other` does not have. */
  function showDifference(element, text, other) {
    const [own, foreign] = [text, other].map((version) => version.match(/\S+\s*/g) || []);
    const kept = common(own.map((word) => word.trim()), foreign.map((word) => word.trim()));
    for (const [place, word] of own.entries()) {
      const last = element.lastChild;
      if (kept.has(place)) element.append(word);
      else if (last?.nodeName === "MARK") last.textContent += word;
      else element.appendChild(document.createElement("mark")).textContent = word;
    }
  }

  /* `choose` gets the text that was chosen. */
  function versions(theirs, mine, choose) {
    const panel = document.querySelector("[data-pattern=versions]").content.firstElementChild.cloneNode(true);
    const head = panel.querySelector("[data-theirs-head]");
    head.textContent = say(head.dataset.words, { name: theirs.by, time: theirs.saved_at });
    showDifference(panel.querySelector("[data-theirs]"), theirs.text, mine);
    showDifference(panel.querySelector("[data-mine]"), mine, theirs.text);
    const texts = { theirs: theirs.text, mine, both: `${theirs.text}\n\n${mine}`.trim() };
    panel.addEventListener("click", (event) => {
      const choice = event.target.dataset.choose;
      if (choice) choose(texts[choice]);
    });
    return panel;
  }

  /* A group of small fields in words: "Có mặt; Đến muộn lúc: 19:45". */
  function inWords(element, values) {
    const told = [];
    for (const [name, value] of values) {
      const fields = [...element.querySelectorAll(`[name="${name}"]:not([type=hidden])`)];
      const field = fields.find((one) => ["radio", "checkbox"].includes(one.type) && one.value === value) || fields[0];
      if (!field || !value) continue;
      const label = (field.labels?.[0]?.textContent || field.placeholder || "").trim();
      told.push(["radio", "checkbox"].includes(field.type) ? label : `${label}: ${value}`);
    }
    return told.join("; ") || "–";
  }

  /* The other's newer value beside the own one; `choose(true)` keeps the own. */
  function fieldVersions(unit, theirs, choose) {
    const panel = document.querySelector("[data-pattern=field-versions]").content.firstElementChild.cloneNode(true);
    const head = panel.querySelector("[data-theirs-head]");
    head.textContent = theirs.by ? say(head.dataset.words, { name: theirs.by, time: theirs.saved_at }) : head.dataset.unknown;
    panel.querySelector("[data-theirs]").textContent = inWords(unit.element, Object.entries(theirs.fields));
    panel.querySelector("[data-mine]").textContent = inWords(unit.element, unit.entries());
    panel.addEventListener("click", (event) => {
      const choice = event.target.dataset.choose;
      if (choice) choose(choice === "mine");
    });
    return panel;
  }

  Object.assign(window.minutes, { versions, fieldVersions });
}
