// Works the self-check out in the browser: nothing is sent, nothing is kept. Without it the form is posted and forgotten.
const form = document.getElementById("check");
const rules = JSON.parse(document.getElementById("check-rules").textContent);
const shown = document.getElementById("result");

const chosen = (name) => form.querySelector(`input[name="${name}"]:checked`)?.value;

function outcome() {
  const age = chosen(rules.age);
  if (age && age !== rules.adult) return { minor: true };
  const given = Object.fromEntries(
    Object.keys(rules.points).map((name) => [name, chosen(name)]).filter(([, value]) => value !== undefined),
  );
  const { if: first, is, then } = rules.never;
  const optional = Number(given[first]) === is ? then : [];
  const missing = Object.keys(rules.points).filter((name) => !(name in given) && !optional.includes(name));
  if (!age) missing.unshift(rules.age);
  if (missing.length) return { missing };
  const points = Object.values(given).reduce((sum, value) => sum + Number(value), 0);
  return { points, zone: rules.zones.find(([, least, most]) => least <= points && points <= most)[0] };
}

function show({ minor, missing = [], points, zone }) {
  for (const field of form.querySelectorAll("fieldset")) {
    field.querySelector(".missing").hidden = !missing.includes(field.dataset.name);
  }
  const names = minor ? ["minor"] : missing.length ? ["missing"] : [`zone-${zone}`, "always"];
  for (const part of shown.children) part.hidden = !names.includes(part.dataset.part);
  for (const place of shown.querySelectorAll("[data-points]")) place.textContent = points ?? "";
  shown.focus();
  shown.scrollIntoView();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(outcome());
});
form.addEventListener("change", (event) => {
  if (event.target.name === rules.age) {
    document.getElementById("questions").hidden = event.target.value !== rules.adult;
  }
});
// A page taken back from memory shall not show the last person's answers.
addEventListener("pageshow", () => form.reset());
