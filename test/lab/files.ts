/** A file that is dragged over the page and dropped. */
export function dropFiles(...files: readonly File[]): void {
  const dataTransfer = transferOf(files);
  for (const type of ["dragenter", "dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }
}

/** Puts a file into the page's own choice of files, as the browser's dialog does. */
export function chooseFile(name: string, file: File): void {
  const input = document.querySelector<HTMLInputElement>(`input[type="file"][aria-label="${name}"]`);
  if (!input) throw new Error(`no choice of files called "${name}"`);
  input.files = transferOf([file]).files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function transferOf(files: readonly File[]): DataTransfer {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  return transfer;
}
