// Who may write where: what the kernel will say, said at once so that nobody types in vain.

/** Whether the reader may fill in a field at a path. The kernel decides; this only draws. */
export function mayWrite(river, spec, path) {
  if (river.readonly || !river.role || spec.view_of) return false;
  const parts = path.split("/");
  const form = river.spec(parts[0]);
  const row = form?.per === "many" ? parts.slice(0, 2).join("/") : null;
  const author = row ? river.cell(`${row}/created`)?.by ?? river.role : null;
  const owner = row && form.sections.some((section) => section.fields.some((one) => one.id === "owner"))
    ? river.value(`${row}/owner`) ?? author : null;
  const owns = owner === "both" || owner === river.role;
  if (form?.by === "person" && row && spec.who !== "together" && author !== river.role) return false;
  switch (spec.who) {
    case "together":
      return true;
    case "each":
      return form?.per !== "person" || parts[1] === river.role;
    case "author": {
      const inner = parts.length > 3 ? river.cell(`${parts.slice(0, -1).join("/")}/created`)?.by ?? river.role : null;
      return inner ? inner === river.role : author === null || author === river.role || owns;
    }
    case "mentee":
      return owner ? owns : river.role === "mentee";
    case "mentor":
      return owner === "mentor" ? river.role === "mentee" : river.role === "mentor";
    default:
      return false;
  }
}
