"use strict";
/* While ticking: the counts as they will be after saving, and a word that nothing is saved yet. The server counts anew. */
const attendance = document.querySelector("[data-attendance]");
if (attendance) {
  const unsaved = attendance.querySelector("[data-unsaved]");
  let sending = false;

  const count = () => {
    const groups = attendance.querySelectorAll(".att-choice[data-counts]");
    const totals = { present: 0, excused: 0, unexcused: 0, unmarked: 0 };
    groups.forEach((group) => {
      const chosen = group.querySelector("input:checked");
      totals[chosen ? chosen.value : "unmarked"] += 1;
    });
    /* Members here for a time have to be marked, but stand apart in the totals. */
    attendance.querySelectorAll(".att-choice[data-waits]").forEach((group) => {
      if (!group.querySelector("input:checked")) totals.unmarked += 1;
    });
    attendance.querySelectorAll(".att-choice[data-adds] input[value=present]:checked").forEach(() => { totals.present += 1; });
    document.querySelectorAll("[data-count]").forEach((place) => { place.textContent = totals[place.dataset.count]; });
  };

  attendance.addEventListener("input", (event) => {
    unsaved.hidden = false;
    if (event.target.type === "radio") count();
  });
  attendance.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!unsaved.hidden && !sending) event.preventDefault();
  });
}
