/**
 * A ref callback. Scrolls a new element into view if it is outside of its column. In the layout in one column it does
 * nothing.
 */
export function bringIntoView(element: HTMLElement | null): void {
  const column = element?.closest<HTMLElement>("[data-lesson-column]");
  if (!element || !column || column.scrollHeight <= column.clientHeight) return;
  // The lesson's bar covers the bottom of the column.
  const covered = column.querySelector<HTMLElement>("[data-lesson-bar]")?.offsetHeight ?? 0;
  const overlap = element.getBoundingClientRect().bottom - (column.getBoundingClientRect().bottom - covered);
  const room = element.getBoundingClientRect().top - column.getBoundingClientRect().top;
  if (overlap > 0) column.scrollBy({ top: Math.min(overlap + 16, room - 16), behavior: "smooth" });
}
