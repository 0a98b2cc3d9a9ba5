// What the forms say about a path: `section/field`, `section/<row>/field`, `section/<person>/field`, and rows in rows
// (`goals/<row>/measures/<row>/target`). The kernel decides; this is for what is shown before it has answered.

const PEOPLE = ["mentor", "mentee"];

/** The form and the field a path belongs to: {form, field, column}; null where it is no field of a form. */
export function fieldAt(forms, path) {
  const [section, ...rest] = path.split("/");
  const form = forms[section];
  if (!form) return null;
  if (form.per === "many" || (form.per === "person" && PEOPLE.includes(rest[0]))) rest.shift();
  const field = fieldsOf(form).find((one) => one.id === rest[0]);
  if (!field) return null;
  if (field.type !== "rows") return rest.length === 1 ? { form, field, column: false } : null;
  const column = field.fields?.find((one) => one.id === rest[2]);
  return column ? { form, field: column, column: true } : null;
}

/** What people call the part of a form that a path is in: its section's title, else the field's label; "" for none. */
export function placeName(forms, path) {
  const place = path ? fieldAt(forms, path) : null;
  if (!place) return "";
  const [, first, second] = path.split("/");
  const section = place.form.sections.find(({ fields }) => fields.some((one) => one.id === first || one.id === second));
  return section?.title || place.field.label;
}

/** All fields of a form's sections, in order. */
export function fieldsOf(form) {
  return form.sections.flatMap((section) => section.fields);
}

/** Whether both people write in one text here, merged to the letter. */
export function sharedText(forms, path) {
  const field = fieldAt(forms, path)?.field;
  return field?.type === "long" && field.who === "together";
}

/** Whether each person has an answer of their own at this one path. */
export function onePerPerson(forms, path) {
  const place = fieldAt(forms, path);
  if (!place || place.form.per === "person" || place.form.by === "person" || sharedText(forms, path)) return false;
  const { form, field, column } = place;
  return field.who === "each" || (Boolean(form.apart) && field.who === "together" && !column);
}
