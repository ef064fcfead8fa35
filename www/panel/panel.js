// What the panel has beside what it does without script: copying, and a form that is sent once.
for (const button of document.querySelectorAll("[data-copy]")) {
  const says = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = says), 2_000);
  });
}
// A second press while the first is on its way does nothing. A page that comes back from the browser's memory can be sent again.
const sent = new WeakSet();
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (sent.has(event.target)) event.preventDefault();
  sent.add(event.target);
});
addEventListener("pageshow", (event) => event.persisted && location.reload());
