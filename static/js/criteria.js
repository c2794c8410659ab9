"use strict";
/* The grid of a set of criteria: the points of each group are added up as they are typed. */

const grid = document.querySelector("[data-criteria]");

function pointsOf(box) {
  const row = box.closest("tr");
  if (row.querySelector("[data-drop]")?.checked) return 0;
  const number = Number(box.value.trim().replace(",", "."));
  return Number.isFinite(number) ? number : 0;
}

function inWords(number) {
  return String(Math.round(number * 100) / 100).replace(".", ",");
}

function show(place, total, limit) {
  const agrees = Math.abs(total - limit) < 0.005;
  place.querySelector("[data-total]").textContent = inWords(total);
  place.classList.toggle("sum-good", agrees);
  place.classList.toggle("sum-bad", !agrees);
}

function addUp() {
  let all = 0;
  let limits = 0;
  for (const place of grid.querySelectorAll("[data-sum]")) {
    const boxes = [...grid.querySelectorAll(`[data-points="${place.dataset.sum}"]`)];
    const total = boxes.reduce((sum, box) => sum + pointsOf(box), 0);
    const limit = Number(place.dataset.limit);
    show(place, total, limit);
    all += total;
    limits += limit;
  }
  const whole = grid.querySelector("[data-whole]");
  if (whole) show(whole, all, limits);
}

grid?.addEventListener("input", addUp);
grid?.addEventListener("change", addUp);

/* As in Excel: arrows and Enter go up and down a column, a copied block fills the boxes from where it is pasted. */

function boxesOf(row) {
  return [row.querySelector("input.code"), row.querySelector("textarea"), row.querySelector("input.points")];
}

grid?.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  const row = event.target.closest("tbody tr");
  if (!step || !row || event.target.type !== "text" || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const rows = [...row.parentElement.rows];
  const next = rows[rows.indexOf(row) + step];
  if (!next) return;
  const box = boxesOf(next)[boxesOf(row).indexOf(event.target)];
  box?.focus();
  box?.select?.();
});

grid?.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
  const row = event.target.closest("tbody tr");
  if (!row || !/[\t\n]/.test(text)) return;
  const column = boxesOf(row).indexOf(event.target);
  if (column < 0) return;
  event.preventDefault();
  const rows = [...row.parentElement.rows];
  text.split("\n").forEach((line, down) => {
    const boxes = rows[rows.indexOf(row) + down] ? boxesOf(rows[rows.indexOf(row) + down]) : [];
    line.split("\t").forEach((word, right) => {
      if (boxes[column + right]) boxes[column + right].value = word.trim();
    });
  });
  addUp();
});
