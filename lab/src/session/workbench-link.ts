import type { HandlersFile } from "../../../engine/sandbox/handlers-file.ts";
import { LabError, LinkError } from "./errors.ts";
import { readHandlersFile } from "./handlers-file.ts";
import { pack, unpack } from "./link-text.ts";

/** A scenario's whole text in an address, with its comments. */
export type SharedText = {
  readonly name: string;
  readonly text: string;
  /** The functions that its handlers call; absent or null: none. */
  readonly handlers?: HandlersFile | null;
};

/** Longer addresses are cut by mail programs and chats. */
const LONGEST_LINK = 16_000;

/** @throws LabError when the scenario is too large for a link. */
export async function encodeText({ name, text, handlers }: SharedText): Promise<string> {
  const packed = await pack(JSON.stringify({ format: 1, name, text, ...(handlers ? { handlers } : {}) }));
  if (packed.length <= LONGEST_LINK) return packed;
  throw new LabError({
    message: `This scenario is too large for a link: it takes ${packed.length} characters, expected at most ${LONGEST_LINK}.`,
    remedy: "Export the file and send that instead.",
  });
}

/** @throws LinkError for what is no such link. */
export async function decodeText(packed: string): Promise<SharedText> {
  try {
    const data = JSON.parse(await unpack(packed.trim())) as { readonly [field: string]: unknown };
    const { format, name, text, handlers } = data;
    if (format !== 1 || typeof name !== "string" || typeof text !== "string") throw new RangeError("no scenario");
    const shared = { name: name.slice(0, 80) || "scenario", text };
    if (handlers === undefined) return shared;
    return { ...shared, handlers: readHandlersFile(handlers) };
  } catch (thrown) {
    const message = "This link cannot be opened: it is damaged or was cut short, or it holds no scenario.";
    throw new LinkError({ message, remedy: "Ask for the link again." }, { cause: thrown });
  }
}
