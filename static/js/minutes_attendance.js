"use strict";
/* Who came, on the writing page: the counts as they stand here, all the rest at once, the usual reasons. */
{
  const { words, units, say } = window.minutes;
  const section = document.getElementById("diem-danh");
  const given = (id) => JSON.parse(document.getElementById(id)?.textContent || "null");

  /* ---- The list, drawn from its data ---- */

  function draw(line, number) {
    const row = window.minutes.pattern("roll-row").firstElementChild.cloneNode(true);
    const group = line.group || "";
    Object.assign(row.dataset, {
      row: line.row,
      save: words.rollUrl.replace("/0/", `/${line.row}/`),
      key: `attendance-${line.row}`,
      needs: `state_${line.row}`,
      expected: group === "exempt" ? "" : "1",
      counts: line.counts || "",
      votes: line.votes || "",
    });
    if (!line.excused) row.dataset.needsReason = `reason_${line.row}`;
    const legend = row.querySelector("legend");
    legend.append(group ? line.name : `${number}. ${line.name}`);
    for (const told of line.told || []) legend.append(" ", Object.assign(document.createElement("small"), { className: "muted", textContent: told }));
    for (const choice of row.querySelectorAll("[type=radio]")) {
      const isOffered = group === "exempt" ? ["present", "not_expected"].includes(choice.value) : choice.value !== "not_expected";
      choice.id = `s${line.row}-${choice.value}`;
      choice.nextElementSibling.htmlFor = choice.id;
      if (choice.value === (line.state || "")) choice.setAttribute("checked", "");
      if (isOffered) continue;
      choice.nextElementSibling.remove();
      choice.remove();
    }
    row.querySelector("[name=reason]").setAttribute("aria-label", say(words.reasonOf, { name: line.name }));
    for (const name of ["reason", "arrived", "left"]) row.querySelector(`[name=${name}]`).setAttribute("value", line[name] || "");
    row.querySelector("details").open = Boolean(line.arrived || line.left);
    for (const field of row.querySelectorAll("[name]")) field.name = `${field.name}_${line.row}`;
    window.minutes.bases[row.dataset.key] = line.base;
    return row;
  }

  if (section) {
    (given("roll") || []).forEach((line, place) => {
      const group = line.group || "";
      section.querySelector(`[data-roll="${group}"]`).append(draw(line, place + 1));
      const head = section.querySelector(`[data-roll-head="${group}"]`);
      if (head) head.hidden = false;
    });
    const rows = () => [...section.querySelectorAll("[data-row]")];
    const chosen = (row) => row.querySelector("input[type=radio]:checked")?.value || "";

    const count = () => {
      const totals = { counted: 0, present: 0, excused: 0, unexcused: 0, unmarked: 0 };
      for (const row of rows()) {
        const state = chosen(row);
        const isCounted = row.dataset.counts === "always" || (row.dataset.counts === "present" && state === "present");
        if (isCounted) totals.counted += 1;
        if (isCounted && state in totals) totals[state] += 1;
        if (!state && row.dataset.expected) totals.unmarked += 1;
      }
      section.querySelectorAll("[data-count]").forEach((place) => {
        place.textContent = totals[place.dataset.count];
      });
      const body = window.minutes.bodyHere();
      section.querySelector("[data-body-here]").textContent = say(words.bodyHere, body);
      const rest = section.querySelector("[data-rest]");
      if (rest) rest.disabled = !totals.unmarked;
      section.classList.toggle("is-complete", !totals.unmarked);
      for (const sign of document.querySelectorAll(".minutes-contents [data-attendance-mark]")) {
        sign.textContent = totals.unmarked ? say(words.unmarkedHere, { count: totals.unmarked }) : sign.dataset.done;
        sign.classList.toggle("is-done", !totals.unmarked);
      }
    };

    /* One deed for all, so that sixty marks are one message. */
    const markRest = (numbers) => {
      for (const number of numbers) {
        const unit = units.get(`attendance-${number}`);
        const present = unit?.element.querySelector("[value=present]");
        if (!unit || unit.state !== "clean" || chosen(unit.element)) continue;
        present.checked = true;
        unit.saved = unit.read();
        unit.base = undefined;
        unit.show("unsent", words.unsent);
      }
      count();
    };

    window.minutes.effects.rest = (deed) => markRest(deed.fields[0][1].split(","));

    section.querySelector("[data-rest]")?.addEventListener("click", (event) => {
      const numbers = rows().filter((row) => row.dataset.expected && !chosen(row)).map((row) => row.dataset.row);
      if (!numbers.length) return;
      const deed = window.minutes.add({ url: event.target.closest("button").dataset.rest, fields: [["rows", numbers.join(",")]], effect: "rest", title: "", lines: [], slot: "", anchor: "" });
      markRest(numbers);
      deed.outcome.then((answer) => {
        if (answer.kind !== "ok") return;
        for (const key of numbers.map((number) => `attendance-${number}`).filter((name) => !(name in (answer.data.others || {})))) {
          if (units.get(key)?.state === "clean") units.get(key).show("saved", say(words.saved, { time: answer.data.saved_at }));
        }
      });
    });

    /* A choice is whole by itself: it goes at once. */
    section.addEventListener("change", (event) => {
      count();
      if (event.target.type === "radio" && event.target.value !== "excused") units.get(event.target.closest("[data-key]")?.dataset.key)?.now();
      if (event.target.type === "radio" && event.target.value === "excused") event.target.closest("[data-row]").querySelector("[list]")?.focus();
    });
    section.addEventListener("input", count);
    window.minutes.countAttendance = count;
  }

  /* A guest noted here may be chosen as a speaker before the server knows of him. */
  window.minutes.effects.guest = (deed) => {
    const token = deed.tokens.guest;
    const name = deed.fields.find(([field]) => field === "full_name")?.[1];
    const people = window.minutes.pattern("people");
    if (!name || people.querySelector(`[value="g${token}"]`)) return;
    let group = people.querySelector("[data-guests]");
    if (!group) {
      group = Object.assign(document.createElement("optgroup"), { label: words.guests });
      group.dataset.guests = "";
      people.append(group);
    }
    group.append(Object.assign(document.createElement("option"), { value: `g${token}`, textContent: name }));
  };
}
