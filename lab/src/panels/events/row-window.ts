/**
 * Which rows of a long table are drawn. Every row is equally high, so that a row's place follows from its number: a
 * table of a million rows costs what a table of thirty costs.
 */
export type Sight = {
  /** How far the table is scrolled, and how high it is without its head; in pixels. */
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
};

/** From `first` (included) to `end` (excluded), counted from 0. */
export type RowWindow = { readonly first: number; readonly end: number };

/** Drawn beyond what is in sight, on each side: a short scroll finds them there. */
const BEYOND = 4;

export function rowWindow({ top, height, rowHeight }: Sight, count: number): RowWindow {
  const first = Math.min(count, Math.max(0, Math.floor(top / rowHeight) - BEYOND));
  return { first, end: Math.min(count, Math.max(first, Math.ceil((top + height) / rowHeight) + BEYOND)) };
}

/** How far to scroll so that a row is in sight: no further than needed, and one row more. */
export function topToShow(row: number, { top, height, rowHeight }: Sight): number {
  const above = row * rowHeight;
  if (above < top) return Math.max(0, above - rowHeight);
  const below = above + rowHeight;
  return below > top + height ? Math.max(0, below - height + rowHeight) : top;
}
