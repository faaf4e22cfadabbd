import type { HandlersFile } from "../../../../engine/sandbox/handlers-file.ts";
import type { Scenario, ScenarioSource } from "../../../../engine/scenario/schema.ts";

/** A scenario as the text that a person edits (YAML), and what the Web Worker knows of it. */

/** Something wrong in the text. `from` and `to` are offsets in it, `line` counts from 1. */
export type DraftProblem = {
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly message: string;
};

export type DraftReading =
  | { readonly scenario: Scenario; readonly problems: readonly [] }
  | { readonly scenario: null; readonly problems: readonly DraftProblem[] };

export type Suggestion = {
  readonly label: string;
  /** 'field' or 'value': the editor's icon. */
  readonly kind: "field" | "value";
  /** Its type, in a word or two. */
  readonly detail: string;
  /** What it means; empty if the schema does not say. */
  readonly info: string;
  /** What is inserted. */
  readonly text: string;
};
/** `from`: where the word that is being typed begins. */
export type Suggestions = { readonly from: number; readonly options: readonly Suggestion[] };

/** What a field means. `from` and `to` enclose its name. */
export type FieldHelp = {
  readonly from: number;
  readonly to: number;
  readonly field: string;
  readonly type: string;
  readonly info: string;
};

/** All of it runs in the Web Worker, which alone loads the YAML parser and the schema. */
export type DraftTools = {
  read(text: string): Promise<DraftReading>;
  /** A scenario as text, with `notes` as comments at its beginning. */
  write(source: ScenarioSource, notes?: readonly string[]): Promise<string>;
  /** The problems of a handlers file. It evaluates the file in its sandbox. */
  readHandlers(file: HandlersFile): Promise<readonly DraftProblem[]>;
  complete(text: string, at: number): Promise<Suggestions | null>;
  explain(text: string, at: number): Promise<FieldHelp | null>;
};
