// The card page: Stripe's own fields take the card, the shop gets the name of a token (S8.1).
// Where the shopper's bank asks them to confirm, Stripe's script shows them the bank's question.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-card]");
  if (!form) {
    return;
  }
  const said = document.getElementById("card-said");
  const button = form.querySelector("button");
  const label = button.textContent;
  const {key, secret, done, again, unavailable, unread, busy} = form.dataset;
  const settled = ["succeeded", "processing", "requires_capture"];

  function say(words) {
    said.replaceChildren();
    if (words) {
      const line = document.createElement("p");
      line.className = "notice notice--error";
      line.textContent = words;
      said.append(line);
    }
  }

  function wait(is) {
    button.disabled = is;
    button.textContent = is ? busy : label;
    form.setAttribute("aria-busy", String(is));
  }

  // What Stripe's fields look like is told by script: a sheet of styles does not reach into them.
  function looks(field) {
    const own = getComputedStyle(field);
    const soft = getComputedStyle(document.documentElement).getPropertyValue("--ink-soft").trim();
    const bad = getComputedStyle(document.documentElement).getPropertyValue("--bad").trim();
    return {
      base: {
        color: own.color,
        fontFamily: own.fontFamily,
        fontSize: own.fontSize,
        iconColor: soft,
        "::placeholder": {color: soft},
      },
      invalid: {color: bad, iconColor: bad},
    };
  }

  async function confirm(stripe) {
    wait(true);
    let result;
    try {
      result = await stripe.confirmCardPayment(secret);
    } catch (error) {
      result = {error};
    }
    // How it stands is for the shop to ask; this only chooses who asks.
    const status = result.paymentIntent ? result.paymentIntent.status : "";
    location.replace(settled.includes(status) ? done : again);
  }

  async function pay(stripe, card) {
    wait(true);
    say("");
    let result;
    try {
      result = await stripe.createToken(card);
    } catch {
      result = {error: {}};
    }
    if (result.error) {
      say(result.error.message || unread);
      wait(false);
      return;
    }
    form.elements.token.value = result.token.id;
    form.submit();
  }

  function mount(stripe) {
    const field = form.querySelector(".card__field");
    const card = stripe.elements().create("card", {style: looks(field), hidePostalCode: true});
    card.mount(field);
    card.on("change", (event) => say(event && event.error ? event.error.message : ""));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      if (card.update) {
        card.update({style: looks(field)});
      }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      pay(stripe, card);
    });
  }

  // A page that the browser had kept knows nothing of what has happened since.
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  if (!window.Stripe) {
    say(unavailable);
    return;
  }
  const stripe = window.Stripe(key, {locale: document.documentElement.lang});
  form.hidden = false;
  if (!secret) {
    mount(stripe);
    return;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    confirm(stripe);
  });
  if ("atOnce" in form.dataset) {
    confirm(stripe);
  }
});
