// Goes on to the bank at once; without it the shopper presses the button. A link takes this page's place in the history, and
// so does a form as long as the page is still loading: a slow machine may be done before, and then this page stays behind the
// bank's. Whoever comes back to it by the back button is led on to where they came from, and is never sent on again; where
// nothing is behind (a link opened in a tab of its own) they are shown how the payment stands.
const way = document.getElementById("leave");
const back = () => {
  if (history.state?.behind) history.back();
  else location.replace(location.pathname.replace(/\/bank$/, "") + location.search);
};
const [entry] = performance.getEntriesByType("navigation");
if (entry?.type === "back_forward") back();
else {
  history.replaceState({ behind: history.length > 1 }, "");
  if (way instanceof HTMLFormElement) way.submit();
  else location.replace(way.href);
}
addEventListener("pageshow", (event) => {
  if (event.persisted) back();
});
