/**
 * The page's own font faces with their files in them, so that a picture needs no other file. An address in a style sheet is
 * relative to that sheet.
 */
export async function fontFaces(): Promise<string> {
  const faces = [...document.styleSheets].flatMap((sheet) =>
    rulesOf(sheet).flatMap((rule) =>
      rule instanceof CSSFontFaceRule ? [{ text: rule.cssText, base: sheet.href ?? document.baseURI }] : [],
    ),
  );
  return (await Promise.all(faces.map(({ text, base }) => withFile(text, base)))).join("\n");
}

/** Empty for a sheet of another origin, which a browser extension may have added. */
function rulesOf(sheet: CSSStyleSheet): CSSRule[] {
  try {
    return [...sheet.cssRules].flatMap((rule) =>
      rule instanceof CSSImportRule && rule.styleSheet ? rulesOf(rule.styleSheet) : [rule],
    );
  } catch {
    return [];
  }
}

async function withFile(face: string, base: string): Promise<string> {
  const address = /url\("?([^")]+)"?\)/.exec(face)?.[1];
  if (address === undefined || address.startsWith("data:")) return face;
  const answer = await fetch(new URL(address, base));
  const type = "font/woff2";
  const data = await dataUrl(new Blob([await answer.arrayBuffer()], { type }));
  return face.replace(address, data);
}

function dataUrl(blob: Blob): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.addEventListener("load", () => resolve(typeof reader.result === "string" ? reader.result : ""));
    reader.addEventListener("error", () => reject(reader.error ?? new Error("the font cannot be read")));
    reader.readAsDataURL(blob);
  });
}
