/** The line of the innermost frame in this file: `    at charge (./mine.ts:12:5)`. Null if there is none. */
export function lineIn(stack: string, file: string): number | null {
  for (const frame of stack.split("\n")) {
    const at = frame.lastIndexOf(`${file}:`);
    if (at < 0) continue;
    const [line] = /^\d+/.exec(frame.slice(at + file.length + 1)) ?? [];
    if (line !== undefined) return Number(line);
  }
  return null;
}
