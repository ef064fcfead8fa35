const clock = document.querySelector("time[data-left]");
const end = Date.now() + clock.dataset.left * 1000;
const persian = document.documentElement.lang === "fa";
setInterval(() => {
  const left = Math.max(0, Math.round((end - Date.now()) / 1000));
  const text = [Math.floor(left / 60), left % 60].map((part) => String(part).padStart(2, "0")).join(":");
  clock.textContent = persian ? text.replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit))) : text;
}, 1000);
