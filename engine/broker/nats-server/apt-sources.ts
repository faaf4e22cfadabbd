/** An apt source, in one of the two formats of sources.list(5). */
export type AptSource = {
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** A keyring file or fingerprints, as in `Signed-By`; null: apt's trusted keys. */
  readonly signedBy: string | null;
};

/** Parses a `sources.list` or `*.list` file: one source per line, `deb [option=value …] uri suite component…`. */
export function parseOneLineSources(text: string): AptSource[] {
  const sources: AptSource[] = [];
  for (const line of text.split("\n")) {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)((?:\s+[^\s#]+)*)/.exec(line);
    if (!match) continue;
    const [, options = "", uri = "", suite = "", components = ""] = match;
    const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1] ?? null;
    sources.push({ uris: [uri], suites: [suite], components: words(components), signedBy });
  }
  return sources;
}

/** Parses a `*.sources` file: paragraphs of `Field: value`, whose values may continue in indented lines. */
export function parseDeb822Sources(text: string): AptSource[] {
  const sources: AptSource[] = [];
  for (const paragraph of withoutComments(text).split(/\n\s*\n/)) {
    const fields = fieldsOf(paragraph);
    const isDisabled = /^(no|false|without|off|disable)$/i.test(fields.get("enabled") ?? "yes");
    if (isDisabled || !words(fields.get("types") ?? "").includes("deb")) continue;
    const signedBy = fields.get("signed-by") ?? null;
    sources.push({
      uris: words(fields.get("uris") ?? ""),
      suites: words(fields.get("suites") ?? ""),
      components: words(fields.get("components") ?? ""),
      // A key that is embedded in the file cannot be referenced from another one; apt's trusted keys replace it.
      signedBy: signedBy !== null && signedBy.includes("BEGIN PGP") ? null : signedBy,
    });
  }
  return sources;
}

/**
 * The one-line source for `suite` of the distribution's own archive, on the mirror in `sources`; undefined if they name none.
 * The security, updates and backports archives contain no whole suites and are skipped.
 */
export function sourceForSuite(
  sources: readonly AptSource[],
  suite: string,
  fallbackKeyring: string | null,
): string | undefined {
  for (const source of sources) {
    const uri = source.uris.find(
      (one) => /^(https?|mirror\+?\w*|file|ftp|tor\+https?):/.test(one) && !/security/.test(one),
    );
    const isWholeSuite = source.suites.some((one) => !/[-/]/.test(one));
    if (uri === undefined || !isWholeSuite || !source.components.includes("main")) continue;
    const keyring = source.signedBy ?? fallbackKeyring;
    return `deb ${keyring === null ? "" : `[signed-by=${words(keyring).join(",")}] `}${uri} ${suite} main`;
  }
  return undefined;
}

function fieldsOf(paragraph: string): Map<string, string> {
  const fields = new Map<string, string>();
  let name: string | undefined;
  for (const line of paragraph.split("\n")) {
    const start = /^([\w-]+):\s*(.*)$/.exec(line);
    if (start) {
      name = (start[1] ?? "").toLowerCase();
      fields.set(name, start[2] ?? "");
    } else if (name !== undefined && /^\s+\S/.test(line)) {
      fields.set(name, `${fields.get(name) ?? ""} ${line.trim()}`.trim());
    }
  }
  return fields;
}

function withoutComments(text: string): string {
  return text
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n");
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
