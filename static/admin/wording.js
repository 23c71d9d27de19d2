// Shows the mail anew a moment after somebody stops typing. Without it there is the button.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("[data-testid=try]");
  const form = button?.form;
  if (!form) {
    return;
  }
  let waiting;
  const show = () => form.requestSubmit(button);
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 500);
  });
  show();
});
