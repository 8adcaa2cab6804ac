/* Typing in from paper: a digit answers and goes on, Enter goes on, arrows go back and forth. Works without it, by Tab. */
(function () {
  "use strict";

  var form = document.querySelector("[data-entry]");
  if (!form) { return; }
  var boxes = Array.prototype.slice.call(form.querySelectorAll(".p-entry input"));
  var save = form.querySelector("[data-save]");

  function go(box, step) {
    var next = boxes[boxes.indexOf(box) + step] || (step > 0 ? save : box);
    next.focus();
    if (next.select) { next.select(); }
    next.scrollIntoView({block: "nearest"});
  }
  function mark(box) {
    Array.prototype.forEach.call(box.closest("li").querySelectorAll("[data-is]"), function (line) {
      line.classList.toggle("is-chosen", line.getAttribute("data-is") === box.value.trim());
    });
  }
  function isWhole(box) {
    var last = Number(box.getAttribute("data-digit"));
    var typed = Number(box.value);
    return last > 0 && /^\d+$/.test(box.value) && typed >= 1 && typed <= last && (last < 10 || typed * 10 > last);
  }

  form.addEventListener("keydown", function (event) {
    if (boxes.indexOf(event.target) < 0 || event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); go(event.target, 1); }
    if (event.key === "ArrowUp" || (event.key === "Backspace" && !event.target.value)) { event.preventDefault(); go(event.target, -1); }
  });
  form.addEventListener("input", function (event) {
    if (boxes.indexOf(event.target) < 0) { return; }
    mark(event.target);
    if (isWhole(event.target)) { go(event.target, 1); }
  });
  boxes.forEach(mark);
  if (boxes.length && !document.querySelector("[data-focus]")) { boxes[0].focus(); }
}());
