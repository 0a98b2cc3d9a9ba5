// Numbers as people type them.

/** A number as typed; null for nothing; undefined where it is no number (or could be read in two ways). */
export function parseNumber(typed, locale = "en") {
  const bare = typed.trim().replace(/[\s\u00a0\u202f]/g, "");
  if (!bare) return null;
  const decimal = new Intl.NumberFormat(locale).formatToParts(1.5).find((part) => part.type === "decimal")?.value ?? ".";
  const plain = decimal === "," ? bare.replace(",", ".") : bare;
  return /^[-+−]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain.replace("−", "-")) : undefined;
}
