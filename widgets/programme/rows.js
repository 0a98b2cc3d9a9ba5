// Which pairs are shown: pure, for tests.

/** A row of the wire as an object. */
export function named(columns, row) {
  return Object.fromEntries(columns.map((name, place) => [name, row[place]]));
}

const CHOICES = {
  all: (row) => row.standing !== "ended",
  look: (row) => row.flags.length > 0,
  unsigned: (row) => ["invited", "matched"].includes(row.standing) && row.agreement !== "signed",
  resting: (row) => ["paused", "ended"].includes(row.standing),
};

/** The rows that a filter lets through and whose people are called so. */
export function choose(rows, { filter = "all", words = "" }) {
  const wanted = words.trim().toLocaleLowerCase();
  const lets = CHOICES[filter];
  return rows.filter((row) => lets(row) && (!wanted || row.mentor.toLocaleLowerCase().includes(wanted) || row.mentee.toLocaleLowerCase().includes(wanted)));
}
