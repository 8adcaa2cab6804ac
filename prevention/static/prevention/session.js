/* A session on a phone: steps of counts, all yes, and how many are present. The page works without it. */
(function () {
  "use strict";

  var all = function (selector, from) { return Array.prototype.slice.call((from || document).querySelectorAll(selector)); };

  function step(button) {
    var input = button.parentNode.querySelector("input");
    var next = Number(input.value || 0) + Number(button.getAttribute("data-step"));
    if (next >= Number(input.min) && next <= Number(input.max)) { input.value = next; tell(); }
  }

  function sayYes(box) {
    all("[role=radiogroup]", box).forEach(function (line) {
      if (!line.querySelector("input:checked")) { line.querySelector("input[value=yes]").checked = true; }
    });
  }

  function tell() {
    all("[data-present]").forEach(function (place) {
      var tiles = all("input[name=absent]");
      var away = tiles.filter(function (tile) { return tile.checked; }).length;
      var heads = all("[data-heads] input").reduce(function (sum, input) { return sum + Number(input.value || 0); }, 0);
      place.textContent = tiles.length ? tiles.length - away : heads;
      place.closest("[hidden], [data-told]").hidden = false;
    });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-step], [data-all-yes]");
    if (!button) { return; }
    event.preventDefault();
    if (button.hasAttribute("data-step")) { step(button); } else { sayYes(button.form); }
  });
  document.addEventListener("change", tell);
  tell();
}());
