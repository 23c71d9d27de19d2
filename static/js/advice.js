// At a step: offers advice once to who neither types nor presses anything for a while (H3).
"use strict";

const line = document.querySelector("[data-advice-after]");
if (line && !document.cookie.split("; ").some((each) => each.startsWith("advice="))) {
  let waiting;
  const show = () => {
    line.hidden = false;
    document.cookie = "advice=told; path=/; SameSite=Lax";
    for (const event of ["input", "pointerdown", "keydown"]) {
      document.removeEventListener(event, wait);
    }
  };
  const wait = () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, Number(line.dataset.adviceAfter) * 1000);
  };
  for (const event of ["input", "pointerdown", "keydown"]) {
    document.addEventListener(event, wait);
  }
  wait();
}
