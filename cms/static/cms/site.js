// "Leave quickly" takes this page's place in the browser's list of visited pages. Works as a plain link without.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-exit]");
  if (!link) return;
  event.preventDefault();
  location.replace(link.href);
});
