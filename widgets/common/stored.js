// Waiting for the disk.

/** Once everything written here is on disk. */
export function stored(river) {
  return new Promise((resolve) => {
    if (!river.saved.waiting) return void resolve();
    const off = river.on("saved", () => {
      if (river.saved.waiting) return;
      off();
      resolve();
    });
  });
}
