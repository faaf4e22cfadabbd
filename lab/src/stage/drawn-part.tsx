import type { ComponentType } from "react";
import type { Selection } from "../session/types.ts";
import type { PlacedNode } from "./canvas/placed.ts";
import type { StageView } from "./stage.ts";

/** `deepest`: the depth that a full tube stands for. `compact`: there are many nodes, and each has little room. */
export type NodeProps = { readonly placed: PlacedNode; readonly deepest: number; readonly compact: boolean };

/** The content of the inspector for one kind of selection. */
export type Card<S extends Selection> = {
  readonly title: (selection: S) => string;
  readonly Body: ComponentType<{ readonly selection: S }>;
};
export type Cards = { readonly [K in Selection["kind"]]: Card<Extract<Selection, { readonly kind: K }>> };

/** The looks of a part: its nodes, its inspector, its entries in the legend. */
export type DrawnPart = {
  readonly nodes?: { readonly [role: string]: ComponentType<NodeProps> };
  /** The inspector of its actors. */
  readonly actors?: {
    readonly has: (stage: StageView, actor: string) => boolean;
    readonly Inspector: ComponentType<{ readonly actor: string }>;
  };
  readonly cards?: Partial<Cards>;
  /** Each one decides by the current scenario what to show. */
  readonly legend?: {
    readonly Roles?: ComponentType;
    readonly Messages?: ComponentType;
    readonly Marks?: ComponentType;
  };
};
