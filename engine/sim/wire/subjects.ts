/* Subjects: tokens joined by dots. In a pattern, `*` matches one token, and a final `>` one or more. */

/** Whether a client may subscribe to it, or a stream capture it. */
export function isValidPattern(subject: string): boolean {
  const words = subject.split(".");
  return words.every((word, i) => word !== "" && !hasBlank(word) && (word !== ">" || i === words.length - 1));
}

/** Whether a client may publish to it: a valid subject without wildcards. */
export function isLiteral(subject: string): boolean {
  return isValidPattern(subject) && !hasWildcard(subject);
}

/** Whether a token is empty. A message on such a subject reaches no subscriber. */
export function hasEmptyWord(subject: string): boolean {
  return subject === "" || subject.startsWith(".") || subject.endsWith(".") || subject.includes("..");
}

export function hasWildcard(subject: string): boolean {
  // Most subjects contain neither sign, and then the tokens need no check.
  if (!subject.includes("*") && !subject.includes(">")) return false;
  return subject.split(".").some((word) => word === "*" || word === ">");
}

/** Whether `pattern` matches every subject that `subject` matches. */
export function matches(pattern: string, subject: string): boolean {
  if (pattern === subject || pattern === ">") return true;
  const want = pattern.split(".");
  const have = subject.split(".");
  for (let i = 0; i < want.length; i++) {
    const word = want[i];
    if (word === ">") return i < have.length;
    const got = have[i];
    if (got === undefined || got === ">" || (word !== "*" && word !== got)) return false;
  }
  return want.length === have.length;
}

/**
 * Whether one of the patterns matches `text`, whose tokens are taken literally: a purge's `S.>` has two tokens, and `*`
 * matches the second one. An empty list matches everything.
 */
export function hears(patterns: readonly string[], text: string): boolean {
  if (patterns.length === 0) return true;
  const have = text.split(".");
  return patterns.some((pattern) => {
    const want = pattern.split(".");
    const open = want.at(-1) === ">";
    if (open ? have.length < want.length : have.length !== want.length) return false;
    return want.every((word, i) => (open && i === want.length - 1) || word === "*" || word === have[i]);
  });
}

/** Whether a subject exists that both patterns match. */
export function overlaps(a: string, b: string): boolean {
  const left = a.split(".");
  const right = b.split(".");
  for (let i = 0; ; i++) {
    const l = left[i];
    const r = right[i];
    if (l === undefined || r === undefined) return l === r;
    if (l === ">" || r === ">") return true;
    if (l !== "*" && r !== "*" && l !== r) return false;
  }
}

/** A fast `matches` for a fixed list of patterns. An empty list matches everything. */
export function matcherOf(patterns: readonly string[]): (subject: string) => boolean {
  if (patterns.length === 0 || patterns.includes(">")) return () => true;
  const literals = new Set(patterns.filter((pattern) => !hasWildcard(pattern)));
  const wild = patterns.filter(hasWildcard);
  if (wild.length === 0) return (subject) => literals.has(subject);
  const known = new Map<string, boolean>();
  return (subject) => {
    let answer = known.get(subject);
    if (answer === undefined) {
      answer = literals.has(subject) || wild.some((pattern) => matches(pattern, subject));
      // The number of subjects is unbounded; the cache must not be.
      if (known.size >= 1024) known.clear();
      known.set(subject, answer);
    }
    return answer;
  };
}

function hasBlank(word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    const unit = word.charCodeAt(i);
    if (unit === 32 || (unit >= 9 && unit <= 13)) return true;
  }
  return false;
}
