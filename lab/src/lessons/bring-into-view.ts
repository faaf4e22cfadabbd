/** As a ref: what has just appeared is scrolled to if it lies outside of its column; on one long page it stays where it is. */
export function bringIntoView(element: HTMLElement | null): void {
  const column = element?.closest<HTMLElement>("[data-lesson-column]");
  if (!element || !column || column.scrollHeight <= column.clientHeight) return;
  const overlap = element.getBoundingClientRect().bottom - column.getBoundingClientRect().bottom;
  const room = element.getBoundingClientRect().top - column.getBoundingClientRect().top;
  if (overlap > 0) column.scrollBy({ top: Math.min(overlap + 16, room - 16), behavior: "smooth" });
}
