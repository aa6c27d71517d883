// What a question on the page holds: read it, fill it in again, tell whether nothing is left open.
//
// <fieldset data-item="17" data-sequence="0"> inputs and selects named q17 </fieldset>

const fields = (item) => [...item.querySelectorAll("input, select, textarea")];
const ticked = (field) => ["radio", "checkbox"].includes(field.type);

/** The values chosen or typed, without empty ones. */
export const chosen = (item) =>
  fields(item)
    .filter((field) => (ticked(field) ? field.checked : field.value.trim() !== ""))
    .map((field) => field.value);

/** Put `values` back into the fields. */
export const restore = (item, values) => {
  for (const field of fields(item)) {
    if (ticked(field)) field.checked = values.includes(field.value);
    else if (field.tagName === "SELECT")
      field.value = [...field.options].map((option) => option.value).find((value) => value && values.includes(value)) || "";
    else field.value = values[0] || "";
  }
  item.dispatchEvent(new CustomEvent("restored"));
};

/** Whether every select is set, or anything is ticked or typed. */
export const answered = (item) => {
  const selects = fields(item).filter((field) => field.tagName === "SELECT");
  return selects.length ? selects.every((select) => select.value !== "") : chosen(item).length > 0;
};

/** `words` with {name} filled in. */
export const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
