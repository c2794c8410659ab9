"use strict";
/* The grid of facts: arrows and Enter move between rows, a block copied from Excel fills the boxes from where it is pasted. */

const sheet = document.querySelector("[data-sheet]");
const boxesOf = (row) => [...row.querySelectorAll("input:not([type=hidden]), select")];
const rows = sheet ? [...sheet.tBodies[0].rows].filter((row) => boxesOf(row).length) : [];

function placeOf(box) {
  const row = rows.indexOf(box.closest("tr"));
  return { row, cell: box.closest("td").cellIndex };
}

function boxIn(row, cell) {
  return row?.cells[cell]?.querySelector("input:not([type=hidden]), select");
}

sheet?.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.tagName !== "INPUT" || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const { row, cell } = placeOf(event.target);
  for (let next = row + step; next >= 0 && next < rows.length; next += step) {
    const box = boxIn(rows[next], cell);
    if (box) {
      box.focus();
      box.select?.();
      return;
    }
  }
});

/* Every row counts, also that of someone who is not rated: a list in Excel has all names. */
sheet?.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
  if (event.target.tagName !== "INPUT" || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  const lines = [...sheet.tBodies[0].rows];
  const first = lines.indexOf(event.target.closest("tr"));
  const { cell } = placeOf(event.target);
  text.split("\n").forEach((line, down) => {
    line.split("\t").forEach((word, right) => {
      const box = boxIn(lines[first + down], cell + right);
      if (box?.tagName === "INPUT") box.value = word.trim();
      else if (box) choose(box, word.trim());
    });
  });
});

function choose(select, word) {
  const option = [...select.options].find((each) => each.text.toLowerCase() === word.toLowerCase());
  if (option) select.value = option.value;
}
