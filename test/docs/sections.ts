/** Parts of a page that a program writes: between `<!-- generated: name -->` and `<!-- end: name -->`. */
export function withSection(page: string, name: string, text: string): string {
  const { start, end } = bounds(page, name);
  return `${page.slice(0, start)}\n${text}\n${page.slice(end)}`;
}

export function section(page: string, name: string): string {
  const { start, end } = bounds(page, name);
  return page.slice(start, end).trim();
}

function bounds(page: string, name: string): { readonly start: number; readonly end: number } {
  const opening = `<!-- generated: ${name} -->\n`;
  const start = page.indexOf(opening) + opening.length;
  const end = page.indexOf(`<!-- end: ${name} -->`);
  if (start < opening.length || end < start) throw new Error(`the page has no section "${name}"`);
  return { start, end };
}
