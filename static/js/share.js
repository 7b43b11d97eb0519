/* «Поделиться»: the device's own sheet where there is one. Without it the words are copied, the sheet of paper saved. */
(() => {
  "use strict";

  const words = (id) => document.getElementById(id).textContent.trim();
  const ask = (button) => {
    const form = button.closest("details")?.querySelector(".asks");
    if (!form) return; // a link for coming back is not noted as handed over
    form.classList.add("now");
    form.querySelector("button").focus();
  };
  const given = async (button, what) => {
    try {
      await navigator.share(what);
      ask(button);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  const unfold = (root) => {
    if (navigator.share) root.querySelectorAll("[data-share]").forEach((button) => { button.hidden = false; });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-share]");
    if (button) given(button, { text: words(button.dataset.share) });
    const copy = event.target.closest(".share [data-copy]");
    if (copy) copy.closest("details").querySelector(".asks").classList.add("now");
  });

  // The sheet as a file, where files may be shared; else the form gives the PDF as ever.
  document.addEventListener("submit", async (event) => {
    const button = event.submitter?.closest("[data-share-file]");
    const probe = new File(["%PDF"], "a.pdf", { type: "application/pdf" });
    if (!button || !navigator.canShare?.({ files: [probe] })) return;
    event.preventDefault();
    const body = new FormData(event.target);
    body.append("share", "1");
    const answer = await fetch(event.target.action, { method: "POST", body });
    if (answer.headers.get("content-type") !== "application/pdf") { event.target.submit(); return; }
    const file = new File([await answer.blob()], "Приглашение.pdf", { type: "application/pdf" });
    given(button, { files: [file], text: words(button.dataset.shareFile) });
  });

  // One handed over, the next unfolds; the page goes on to count those that wait.
  document.addEventListener("htmx:afterSettle", () => {
    unfold(document);
    const waiting = document.querySelectorAll(".share[data-waits]").length;
    document.querySelectorAll("[data-waiting]").forEach((place) => { place.textContent = waiting; });
    const next = document.querySelector(".share[data-waits] details");
    if (next) { next.open = true; next.scrollIntoView({ block: "nearest" }); }
  });
  unfold(document);
})();
