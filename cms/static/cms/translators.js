// Puts the review above the segments, and says "download" where the add-on's Russian says "upload" twice.
document.addEventListener("DOMContentLoaded", () => {
  const review = document.getElementById("umit-review");
  document.querySelector(".js-translation-editor").before(review);
  review.hidden = false;
  const { download, upload } = review.dataset;
  Object.assign(window.django?.catalog ?? {}, { "Download PO file": download, "Upload PO file": upload });
});
