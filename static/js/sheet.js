"use strict";
/* The grid of facts: arrows and Enter move between rows, a block copied from Excel fills the boxes from where it is pasted. */

const sheet = document.querySelector("[data-sheet]");
const boxesOf = (row) => [...row.querySelectorAll("input:not([type=hidden]), select")];
const rows = sheet ? [...sheet.tBodies[0].rows].filter((row) => boxesOf(row).length) : [];

function placeOf(box) {
  const row = rows.indexOf(box.closest("tr"));
  return { row, cell: box.closest("td").cellIndex };
}

function boxAt(row, cell) {
  return rows[row]?.cells[cell]?.querySelector("input:not([type=hidden]), select");
}

sheet?.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.tagName !== "INPUT" || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const { row, cell } = placeOf(event.target);
  for (let next = row + step; next >= 0 && next < rows.length; next += step) {
    const box = boxAt(next, cell);
    if (box) {
      box.focus();
      box.select?.();
      return;
    }
  }
});

sheet?.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
  if (event.target.tagName !== "INPUT" || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  const start = placeOf(event.target);
  text.split("\n").forEach((line, down) => {
    line.split("\t").forEach((word, right) => {
      const box = boxAt(start.row + down, start.cell + right);
      if (box?.tagName === "INPUT") box.value = word.trim();
    });
  });
});
