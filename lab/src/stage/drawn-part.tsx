import type { ComponentType } from "react";
import type { Selection } from "../session/types.ts";
import type { PlacedNode } from "./canvas/placed.ts";
import type { StageView } from "./stage.ts";

/** `deepest`: what a full tube stands for. `compact`: there are many nodes, and each has little room. */
export type NodeProps = { readonly placed: PlacedNode; readonly deepest: number; readonly compact: boolean };

/** What the inspector says of one kind of selection. */
export type Card<S extends Selection> = {
  readonly title: (selection: S) => string;
  readonly Body: ComponentType<{ readonly selection: S }>;
};
export type Cards = { readonly [K in Selection["kind"]]: Card<Extract<Selection, { readonly kind: K }>> };

/** How a part looks: its nodes, its place in the inspector, its entries in the legend. */
export type DrawnPart = {
  readonly nodes?: { readonly [role: string]: ComponentType<NodeProps> };
  /** Its actors close up. */
  readonly actors?: {
    readonly has: (stage: StageView, actor: string) => boolean;
    readonly Inspector: ComponentType<{ readonly actor: string }>;
  };
  readonly cards?: Partial<Cards>;
  /** Each decides by the scenario on screen what to show. */
  readonly legend?: {
    readonly Roles?: ComponentType;
    readonly Messages?: ComponentType;
    readonly Marks?: ComponentType;
  };
};
