// Goes on to the bank at once; without it the shopper presses the button. Both ways take this page's place in the history (a
// form does because the page is still loading), so that the back button leads to the shop. Whoever comes back to this page
// all the same is shown how the payment stands, and is not sent on again.
const way = document.getElementById("leave");
const back = () => location.replace(location.pathname.replace(/\/bank$/, "") + location.search);
const [entry] = performance.getEntriesByType("navigation");
if (entry?.type === "back_forward") back();
else if (way instanceof HTMLFormElement) way.submit();
else location.replace(way.href);
addEventListener("pageshow", (event) => {
  if (event.persisted) back();
});
