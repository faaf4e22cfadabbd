import { styleText } from "node:util";
import { printable } from "../kernel/printable.ts";
import { Line } from "./output.ts";

type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => Line;

/** `validateStream: false`, because Node checks only standard output. `paint` checks the stream itself. (Node 20's types lack the option.) */
const styled = styleText as (style: Style, text: string, options: { readonly validateStream: boolean }) => string;

/** Paints only on a terminal, and not if NO_COLOR is set (no-color.org). */
export function paint(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  const colours = stream.isTTY === true && !env["NO_COLOR"];
  return (style, text) => {
    const clean = printable(text);
    return new Line(colours ? styled(style, clean, { validateStream: false }) : clean);
  };
}
