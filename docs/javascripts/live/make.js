// Making elements, without a template language.

/** make("button", {type: "button", class: "un-run"}, "Run") */
export function make(tag, attributes = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value);
  }
  element.append(...content);
  return element;
}

/** A small button. */
export function button(text, action, attributes = {}) {
  const element = make("button", { type: "button", class: "un-button", ...attributes }, text);
  element.addEventListener("click", action);
  return element;
}
