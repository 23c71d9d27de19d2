// Below each search box: what may be meant, as a combobox with a list (WAI-ARIA). htmx fetches the list;
// without scripts the box is a plain form.
"use strict";

const suggestIn = (input) => {
  const list = document.getElementById(input.dataset.suggest);
  const said = list.nextElementSibling;
  const form = input.form;
  let options = [];
  let active = -1; // none: the box itself
  let isDone = true; // closed on purpose: what arrives late does not open it again

  const mark = (place) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = place;
    const option = options[active];
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };
  const close = () => {
    isDone = true;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const keys = {
    ArrowDown: () => mark(active + 1 < options.length ? active + 1 : -1),
    ArrowUp: () => mark(active < 0 ? options.length - 1 : active - 1),
    Home: () => mark(0),
    End: () => mark(options.length - 1),
    Enter: () => options[active].click(),
    Escape: close,
  };

  for (const [name, value] of Object.entries({
    "role": "combobox",
    "aria-autocomplete": "list",
    "aria-haspopup": "listbox",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) {
    input.setAttribute(name, value);
  }

  input.addEventListener("input", () => {
    isDone = false;
    mark(-1);
  });
  list.addEventListener("htmx:afterSwap", () => {
    options = [...list.querySelectorAll("[role=option]")];
    options.forEach((option, place) => {
      option.id = `${list.id}-${place}`;
    });
    active = -1;
    mark(-1);
    if (isDone || document.activeElement !== input) {
      return;
    }
    said.textContent = list.querySelector("[data-said]")?.dataset.said ?? "";
    if (options.length) {
      open();
    } else {
      close();
      isDone = false; // whoever types on is still asking
    }
  });
  input.addEventListener("keydown", (event) => {
    const isPlain = !(event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey);
    if (!isPlain || !options.length) {
      return;
    }
    if (list.hidden) {
      if (event.key === "ArrowDown" && input.value.trim()) {
        event.preventDefault();
        open();
        mark(0);
      }
      return;
    }
    // In the box itself these keys are those of its text.
    const isOfText = active < 0 && ["Home", "End", "Enter"].includes(event.key);
    if (event.key in keys && !isOfText) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  // A press on an option leaves the focus in the box, so that leaving the box can close the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", close);
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  window.addEventListener("pageshow", close);
};

for (const input of document.querySelectorAll("input[data-suggest]")) {
  suggestIn(input);
}
