/** Replaces numbers and hex strings in an error by `#`, so that errors with the same cause form one group. */
export function shapeOf(error: string): string {
  return error.replaceAll(/\b(?=[\da-f-]*\d)[\da-f-]{8,}\b/gi, "#").replaceAll(/\d+/g, "#");
}
