/* Questionnaires: digits choose and go on, what need not be asked is put away. The page works without. */
(function () {
  "use strict";

  var form = document.querySelector("[data-measure]");
  if (!form) { return; }
  var skips = JSON.parse(form.getAttribute("data-skips") || "[]");
  var all = function (selector, from) { return Array.prototype.slice.call((from || form).querySelectorAll(selector)); };

  /* The answer to an item as text; empty without one. */
  function answer(name) {
    var found = all('[name="' + name + '"]').filter(function (node) { return node.type !== "radio" || node.checked; });
    return found.length ? found[0].value : "";
  }

  /* One skip may lead to the next: what is skipped counts as 0. */
  function putAway() {
    var skipped = {};
    skips.forEach(function (skip) {
      var leads = skip[0].every(function (name) { return answer(name) === "0" || skipped[name]; });
      if (leads) { skip[1].forEach(function (name) { if (!answer(name)) { skipped[name] = true; } }); }
    });
    all("[data-item]").forEach(function (row) { row.classList.toggle("u-skipped", !!skipped[row.getAttribute("data-item")]); });
  }

  function rows() {
    return all("fieldset[data-item]").filter(function (row) { return !row.classList.contains("u-skipped"); });
  }

  function goTo(row) {
    var node = row.querySelector("input:checked") || row.querySelector("input");
    if (node) { node.focus(); }
  }

  /* The item at hand, else the first without an answer. */
  function here() {
    var row = document.activeElement && document.activeElement.closest("fieldset[data-item]");
    return row || rows().filter(function (each) { return !answer(each.getAttribute("data-item")); })[0];
  }

  function choose(key) {
    var row = here();
    if (!row) { return false; }
    var name = row.getAttribute("data-item");
    var option = all('input[type=radio][name="' + name + '"]', row).filter(function (node) { return node.value === key; })[0];
    if (!option) { return false; }
    option.checked = true;
    option.dispatchEvent(new Event("change", { bubbles: true }));
    var left = rows();
    goTo(left[left.indexOf(row) + 1] || row);
    return true;
  }

  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey) { return; }
    if (event.target.closest("input:not([type=radio]), textarea, select, dialog")) { return; }
    var isDigit = /^[0-9]$/.test(event.key);
    var isBack = event.key === "Backspace" || event.key === "Delete";
    if ((isDigit && choose(event.key)) || (isBack && choose(""))) { event.preventDefault(); }
  });
  form.addEventListener("change", putAway);
  putAway();
}());
