/** An error without what differs from job to job, so that one cause is one group: numbers and hex become `#`. */
export function shapeOf(error: string): string {
  return error.replaceAll(/\b(?=[\da-f-]*\d)[\da-f-]{8,}\b/gi, "#").replaceAll(/\d+/g, "#");
}
