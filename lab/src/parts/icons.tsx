/** Small line icons. Each is next to a word or in a button with a name, so screen readers do not see them. */
const PATHS = {
  play: "M6 4.5v11l9-5.5z",
  pause: "M6 4.5h2.6v11H6zM11.4 4.5H14v11h-2.6z",
  next: "M5 4.5v11l7.5-5.5zM13 4.5h2v11h-2z",
  previous: "M15 4.5v11L7.5 10zM5 4.5h2v11H5z",
  stepForward: "M7 5l5 5-5 5",
  stepBack: "M13 5l-5 5 5 5",
  startOver: "M5 8.5A5.5 5.5 0 1 1 4.6 11.6M5 4.5v4h4",
  dice: "M4.5 4.5h11v11h-11zM7.6 7.6h.01M12.4 7.6h.01M10 10h.01M7.6 12.4h.01M12.4 12.4h.01",
  link: "M8.5 11.5l3-3M7.5 9L5.6 10.9a2.5 2.5 0 0 0 3.5 3.5L11 12.5M12.5 11l1.9-1.9a2.5 2.5 0 0 0-3.5-3.5L9 7.5",
  share: "M10 12.5v-9M6.5 6.5L10 3l3.5 3.5M5.5 9.5h-1v7h11v-7h-1",
  copy: "M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3",
  close: "M5.5 5.5l9 9M14.5 5.5l-9 9",
  crash: "M5 5l10 10M15 5L5 15",
  flag: "M6 16V4.5h8l-2 3 2 3H6",
  restart: "M10 4.5v5M6.7 6.4a5 5 0 1 0 6.6 0",
  hand: "M5.5 3.5l9.5 6.6-4.2.9 2.6 4.6-1.9 1-2.5-4.6-3.2 2.8z",
  clock: "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM10 7v3.2l2.2 1.6",
  hourglass: "M6 3.5h8M6 16.5h8M7 3.5c0 4 6 4.5 6 6.5s-6 2.5-6 6.5M13 3.5c0 4-6 4.5-6 6.5s6 2.5 6 6.5",
  question: "M7 7.5a3 3 0 1 1 4.6 2.5c-1 .7-1.6 1.2-1.6 2.5M10 15.6h.01",
  lost: "M10 4a6 6 0 0 1 5.6 3.9M15.9 11.2a6 6 0 0 1-3.5 4.3M9 15.9a6 6 0 0 1-4.4-3.4M4.1 9a6 6 0 0 1 3-4.2",
  paused: "M10 3.5v13M4.4 6.7l11.2 6.6M15.6 6.7L4.4 13.3",
  star: "M10 3.8l1.8 4 4.3.5-3.2 2.9.9 4.3-3.8-2.2-3.8 2.2.9-4.3-3.2-2.9 4.3-.5z",
  sun: "M10 6.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4zM10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M15.3 4.7l-1.1 1.1M5.8 14.2l-1.1 1.1",
  moon: "M15.5 11.8A6 6 0 0 1 8.2 4.5a6 6 0 1 0 7.3 7.3z",
  auto: "M10 3.5a6.5 6.5 0 1 0 0 13zM10 3.5a6.5 6.5 0 0 1 0 13",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  info: "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM10 9v4M10 6.8h.01",
  warn: "M10 4l7 12H3zM10 8.5v3.5M10 14h.01",
  arrow: "M4 10h12M11 5l5 5-5 5",
  undo: "M7.5 4.5L4 8l3.5 3.5M4 8h7.5a4 4 0 0 1 0 8H8",
  part: "M10 16.5v-5M10 11.5L5 6M10 11.5L15 6M5 9.5V6h3.5M15 9.5V6h-3.5",
  key: "M7 8.5a3 3 0 1 0 0 .01M9.8 9H16v3M13 9v2.4",
} as const;
export type IconName = keyof typeof PATHS;
const FILLED: ReadonlySet<IconName> = new Set(["play", "pause", "next", "previous"]);

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  const filled = FILLED.has(name);
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill={filled ? "currentColor" : "none"}
      stroke={filled ? "none" : "currentColor"}
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: "none" }}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
