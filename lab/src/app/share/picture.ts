import { domToForeignObjectSvg, domToBlob } from "modern-screenshot";
import { fontFaces } from "./font-faces.ts";
import { LabError } from "../../session/errors.ts";

export type PictureFormat = "svg" | "png";

/** Pixels per pixel of the page. */
const PNG_SCALE = 2;

/**
 * What is inside `element`, as it looks now: its theme, its font and its messages in transit. Nothing is fetched from
 * elsewhere, and the SVG needs nothing else: the font is in it.
 * @throws LabError when the browser cannot draw it.
 */
export async function takePicture(element: HTMLElement, format: PictureFormat, name: string): Promise<File> {
  const { width, height } = element.getBoundingClientRect();
  try {
    const options = {
      ...{ width: Math.round(width), height: Math.round(height) },
      backgroundColor: groundOf(element),
      filter: isOfThePicture,
      font: { cssText: await fontFaces() },
      onCloneEachNode: withoutVariables,
      scale: PNG_SCALE,
    };
    if (format === "png")
      return new File([await domToBlob(element, { ...options, type: "image/png" })], `${name}.png`, {
        type: "image/png",
      });
    const svg = await domToForeignObjectSvg(element, options);
    return new File([new XMLSerializer().serializeToString(svg)], `${name}.svg`, { type: "image/svg+xml" });
  } catch (thrown) {
    throw new LabError(
      {
        message: "The picture could not be made.",
        remedy: "Try again. If it does not help, take a screenshot with your system's own tool.",
      },
      { cause: thrown },
    );
  }
}

/** Controls can be used on the page and not in a picture. */
function isOfThePicture(node: Node): boolean {
  return !(node instanceof Element && node.classList.contains("react-flow__controls"));
}

/** All values are computed, so nothing reads a variable any more; they would be most of the file. */
function withoutVariables(node: Node): void {
  if (!(node instanceof HTMLElement || node instanceof SVGElement)) return;
  for (const name of Array.from(node.style)) if (name.startsWith("--")) node.style.removeProperty(name);
}

/** The first ground behind an element that is not transparent. */
function groundOf(element: Element | null): string {
  for (let one = element; one !== null; one = one.parentElement) {
    const { backgroundColor } = getComputedStyle(one);
    if (!/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor)) return backgroundColor;
  }
  return "white";
}
