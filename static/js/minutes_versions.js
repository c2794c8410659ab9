"use strict";
/* Two versions of one text side by side, with what differs marked, and the choice between them. */
{
  const { say } = window.minutes;

  /* The words between the first and the last difference are marked. */
  function showDifference(element, text, other) {
    const [own, foreign] = [text, other].map((version) => version.split(/(\s+)/));
    let start = 0;
    let end = 0;
    while (start < own.length && own[start] === foreign[start]) start += 1;
    while (end < own.length - start && end < foreign.length - start && own.at(-1 - end) === foreign.at(-1 - end)) end += 1;
    const changed = document.createElement("mark");
    changed.textContent = own.slice(start, own.length - end).join("");
    element.replaceChildren(own.slice(0, start).join(""), changed, own.slice(own.length - end).join(""));
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

  window.minutes.versions = versions;
}
