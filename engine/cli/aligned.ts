/**
 * Pads a table's cells so that its columns align. The first column is text, aligned left; the others are numbers, aligned
 * right. With 'ends', the last column is text too, and is not padded.
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
