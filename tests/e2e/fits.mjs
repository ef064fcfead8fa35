// What of a shopper's page does not fit a small screen or a thumb: asked in the page itself.

/** What does not fit: the page's own width, and every element that is wider than its place. */
export const tooWide = () => [
  document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth,
  [...document.querySelectorAll(".frame *")]
    .filter((e) => !e.matches("input") && e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
    .map((e) => e.outerHTML.slice(0, 80)),
];

/** What can be pressed and is smaller than a finger. */
export const tooSmall = () =>
  [...document.querySelectorAll("a, button, summary, input:not([type=radio]):not([type=hidden]), label:has(input)")]
    .filter((e) => e.checkVisibility())
    .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
    .filter(([, { width, height }]) => Math.min(width, height) < 44)
    .map(([what, { width, height }]) => `${what}: ${width} x ${height}`);
