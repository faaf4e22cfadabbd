/** Hands a file to the browser, which keeps it where its user wants. */
export function save(file: File): void {
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement("a"), { href: address, download: file.name });
  link.click();
  // The browser has taken the file by the next frame.
  requestAnimationFrame(() => URL.revokeObjectURL(address));
}
