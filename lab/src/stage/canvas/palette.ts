/** The token colours as the canvas needs them: resolved from the custom properties for the theme in force. */
export type Palette = {
  readonly job: string;
  readonly event: string;
  readonly reply: string;
  readonly nak: string;
  readonly dead: string;
  readonly effect: string;
  readonly poison: string;
  readonly surface: string;
  readonly ink: string;
  readonly bad: string;
  readonly pip: string;
  readonly selected: string;
};

const PROPERTIES: Record<keyof Palette, string> = {
  job: "--job",
  event: "--event",
  reply: "--reply",
  nak: "--poison",
  dead: "--dead-ink",
  effect: "--outside-line",
  poison: "--poison",
  surface: "--surface",
  ink: "--ink",
  bad: "--bad",
  pip: "--ink-2",
  selected: "--focus",
};

export function readPalette(inside: HTMLElement): Palette {
  return resolveColours(inside, PROPERTIES);
}

/** Custom properties hold `light-dark(…)`; only a real property on a real element gives the colour in force. */
export function resolveColours<K extends string>(
  inside: HTMLElement,
  properties: Readonly<Record<K, string>>,
): Record<K, string> {
  const probe = document.createElement("span");
  probe.hidden = true;
  inside.append(probe);
  const resolve = (property: string): string => {
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  const entries = Object.entries<string>(properties).map(([name, property]) => [name, resolve(property)] as const);
  probe.remove();
  return Object.fromEntries(entries) as Record<K, string>;
}
