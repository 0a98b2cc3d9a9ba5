// Which fields of which forms an exercise asks for.

/**
 * [{form, whole, ids}], in the order in which the exercise names them: the form's spec with only the fields asked for, each
 * under its own section. `fields`: ["profile/kinds", "skills", …]; `spec(id)`: a form, undefined where there is none.
 */
export function parts(fields, spec) {
  const asked = new Map();
  for (const name of fields) {
    const [id, field = null] = name.split("/");
    if (!asked.has(id)) asked.set(id, new Set());
    asked.get(id).add(field);
  }
  return [...asked].filter(([id]) => spec(id)).map(([id, wanted]) => {
    const form = spec(id);
    const whole = wanted.has(null);
    const kept = (one) => (whole ? one.fields : one.fields.filter((field) => wanted.has(field.id)));
    // What a section hangs on may not be asked for here: then it is shown all the same.
    const when = (one) => (whole ? one.when : undefined);
    const sections = form.sections.map((one) => ({ ...one, when: when(one), fields: kept(one) })).filter((one) => one.fields.length);
    return { form: { ...form, sections }, whole, ids: sections.flatMap((one) => one.fields.map((field) => field.id)) };
  });
}
