// Shows beside a page's text what the list of terms says of it, after each time it was saved.
(() => {
  const place = document.createElement("aside");
  place.id = "umit-words";
  place.className = "w-mx-6 w-mt-4 help-block help-warning";
  place.setAttribute("aria-live", "polite");

  const show = async () => {
    const page = window.location.pathname.match(/^(.*\/)pages\/(\d+)\/edit\//);
    if (!page) return;
    const answer = await fetch(`${page[1]}umit/words/${page[2]}/`, { credentials: "same-origin" });
    if (!answer.ok) return;
    place.innerHTML = await answer.text();
    place.hidden = !place.firstElementChild;
    const form = document.querySelector("[data-edit-form]");
    if (form && !place.isConnected) form.before(place);
  };

  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("w-autosave:success", show);
})();
