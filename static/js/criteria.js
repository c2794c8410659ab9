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
