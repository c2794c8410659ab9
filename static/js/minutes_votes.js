"use strict";
/* While a vote is noted: how many are needed and whether they are there, by the attendance as it stands on this page. */
{
  const { root, say } = window.minutes;

  /* Who may vote by the marks of this page, some of which the server may not have yet; none without the list. */
  function bodyHere() {
    const rows = [...root.querySelectorAll("[data-votes]:not([data-votes=''])")];
    if (!rows.length) return null;
    const came = rows.filter((row) => row.querySelector("[value=present]:checked"));
    return {
      body: rows.filter((row) => row.dataset.votes === "always" || came.includes(row)).length,
      present: came.length,
    };
  }

  function weigh(form) {
    const sign = form.querySelector("[data-needed]");
    const { need, pass, fail, over } = sign.dataset;
    const body = bodyHere()?.body ?? Number(sign.dataset.body);
    const matter = form.querySelector("[name=matter]");
    const isOneOf = (list) => list.split(" ").includes(matter.value);
    form.querySelector(".only-personal").hidden = !isOneOf(matter.dataset.personal);
    if (!body) return;
    const needed = isOneOf(matter.dataset.twoThirds) ? Math.floor((2 * body + 2) / 3) : Math.floor(body / 2) + 1;
    const [yes, no, abstain] = ["yes", "no", "abstain"].map((name) => form.querySelector(`[name=${name}]`).value.trim());
    const cast = [yes, no, abstain].reduce((sum, count) => sum + (Number(count) || 0), 0);
    const tooMany = cast > body;
    const carried = Number(yes) >= needed;
    let verdict = "";
    if (tooMany) verdict = say(over, { cast, body });
    else if (yes) verdict = carried ? pass : fail;
    sign.textContent = `${say(need, { needed, body })} ${verdict}`;
    sign.dataset.verdict = verdict;
    sign.classList.toggle("is-carried", Boolean(yes) && carried && !tooMany);
    sign.classList.toggle("is-over", tooMany);
  }

  root.addEventListener("input", (event) => {
    const form = event.target.closest("[data-kind=vote]");
    if (form) weigh(form);
  });

  Object.assign(window.minutes, { weigh, bodyHere });
}
