/**
 * A table's cells padded to columns: the first to the left, the others to the right like numbers; with 'ends' the last
 * one is text too, and keeps its length.
 */
export function aligned(table: readonly (readonly string[])[], texts: "first" | "ends"): string[][] {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const last = widths.length - 1;
  return table.map((row) =>
    row.map((cell, column) => {
      if (column === last && texts === "ends") return cell;
      return column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
    }),
  );
}
