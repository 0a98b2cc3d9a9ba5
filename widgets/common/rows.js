// A field that holds rows: each a small card of fields, with one button to add and one to remove.

import { errorLine, fill, h, icon, uid } from "./dom.js";
import { mayWrite } from "./rights.js";

const WIDE = ["long", "multi", "rows", "scale10"];

/** See field(); `make` is field itself (handed over, as the two need each other). */
export function rowsField(river, spec, path, options, make) {
  const writes = mayWrite(river, spec, path);
  const id = uid("rows");
  const list = h("ol", { class: "row-list", role: "list" });
  const wrong = h("div", null);
  const add = writes ? h("button", { class: "btn bare flush", type: "button", onclick: () => addRow() }, icon("plus"), river.say("fields.rows.add", { label: options.rowLabel ?? spec.fields[0]?.label ?? spec.label })) : null;
  const help = options.help ?? spec.help;
  const el = h("fieldset", { class: ["field", "rows", options.class], dataset: { path }, "aria-describedby": help ? `${id}-help` : null },
    h("legend", { class: options.labelClass ?? "" }, options.label ?? spec.label), help && !options.compact ? h("p", { class: "help", id: `${id}-help` }, help) : null,
    list, add ? h("div", null, add) : null, wrong);
  const rows = new Map();

  const addRow = () => {
    const row = river.add(path, {});
    refresh();
    rows.get(row)?.fields[0]?.focus();
  };
  const removeRow = (row) => {
    const order = [...rows.keys()];
    river.remove(row.path);
    refresh();
    const next = rows.get(order[order.indexOf(row.id) + 1]) ?? rows.get(order[order.indexOf(row.id) - 1]);
    if (next) next.fields[0]?.focus();
    else add?.focus();
  };
  const draw = (row) => {
    const fields = spec.fields.map((column) => make(river, column, `${row.path}/${column.id}`, { compact: options.compact, class: WIDE.includes(column.type) ? "wide" : "" }));
    const mine = writes && (spec.who !== "author" || row.by === river.role);
    const item = h("li", null, h("div", { class: "cells" }, fields.map((one) => one.el)),
      mine ? h("div", { class: "end" }, h("button", { class: "btn bare", type: "button", onclick: () => removeRow(row) }, icon("bin"), river.say("fields.rows.remove"))) : null);
    return { el: item, fields };
  };
  const refresh = () => {
    const now = river.rows(path);
    for (const [row, made] of rows) {
      if (now.some((one) => one.id === row)) continue;
      made.fields.forEach((one) => one.destroy());
      made.el.remove();
      rows.delete(row);
    }
    now.forEach((row, at) => {
      if (!rows.has(row.id)) rows.set(row.id, draw(row));
      const { el: item } = rows.get(row.id);
      if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
    });
    const problem = river.problem(path);
    fill(wrong, problem ? errorLine(problem, `${id}-error`) : null);
  };
  refresh();
  return {
    el, path, spec,
    update(paths) {
      if (paths && !river.touches(paths, path)) return;
      refresh();
      for (const { fields } of rows.values()) fields.forEach((one) => one.update(paths));
    },
    focus: () => (rows.values().next().value?.fields[0] ?? add)?.focus(),
    destroy: () => [...rows.values()].forEach(({ fields }) => fields.forEach((one) => one.destroy())),
  };
}
