// Shows of a promotion's form only what its kind needs. What is hidden is not sent either.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const kind = document.getElementById("id_kind");
  if (!kind?.dataset.shows) {
    return;
  }
  const shows = JSON.parse(kind.dataset.shows);
  const names = [...new Set(Object.values(shows).flat())];

  function fit() {
    for (const name of names) {
      const field = document.getElementById(`id_${name}`);
      if (field) {
        const isShown = shows[kind.value].includes(name);
        field.disabled = !isShown;
        (field.closest(".fieldBox") || field.closest(".form-row")).classList.toggle("unasked", !isShown);
      }
    }
    for (const row of document.querySelectorAll(".form-row, fieldset.module")) {
      const inputs = [...row.querySelectorAll("input, select, textarea")].filter((e) => e.name);
      row.classList.toggle("unasked", inputs.length > 0 && inputs.every((e) => e.disabled));
    }
  }

  kind.addEventListener("change", fit);
  fit();
});
