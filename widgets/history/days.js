// The first and the last moment of a day on the reader's own clock, as ISO strings in UTC.

const at = (day, more) => {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year, month - 1, date + more);
};

export const startOf = (day) => at(day, 0).toISOString();

export const endOf = (day) => new Date(at(day, 1).getTime() - 1).toISOString();
