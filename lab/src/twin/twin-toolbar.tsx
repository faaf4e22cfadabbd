import { LevelSwitch } from "../app/level-switch.tsx";
import toolbar from "../app/toolbar.module.css";
import { Button, IconButton } from "../parts/button.tsx";
import { CopyLinkButton, type LinkCopy, useLinkCopy } from "../parts/copy-link.tsx";
import { SIDES, type Side } from "./types.ts";
import { SideProvider, useJointPlayhead, useTwin, useTwinState } from "./twin-context.tsx";
import css from "./twin.module.css";

export type Shown = Side | "both";

/** The identity of this pair (the level on the left, the seed, and which sides a crash strikes), and a link to it. */
export function TwinToolbar({ copy }: { readonly copy: LinkCopy }) {
  const twin = useTwin();
  const seed = useTwinState((state) => state.seed);
  const onBoth = useTwinState((state) => state.onBoth);
  const canUndo = useTwinState((state) => state.canUndo);
  return (
    <div className={`${toolbar["toolbar"]} ${css["toolbar"]}`} role="group" aria-label="These two runs">
      <Levels />
      <div className={toolbar["seed"]}>
        <span>
          Seed <span className="num">{seed}</span>
        </span>
        <IconButton icon="dice" label="Another seed" onClick={() => void twin.sides.glue.anotherSeed()} />
      </div>
      <label className={css["onBoth"]}>
        <input type="checkbox" checked={onBoth} onChange={(event) => twin.setOnBoth(event.currentTarget.checked)} />
        <span>Crash both sides</span>
      </label>
      {canUndo && (
        <Button look="quiet" icon="undo" onClick={() => void twin.undo()}>
          Undo
        </Button>
      )}
      <CopyLink copy={copy} />
    </div>
  );
}

function Levels() {
  const variants = useTwinState((state) => state.levels);
  if (variants.length < 2) return null;
  return (
    <SideProvider side="glue">
      <LevelSwitch variants={variants} says={false} />
    </SideProvider>
  );
}

/** On a narrow screen: which side to show, or both below each other. */
export function SideSwitch({ shown, onShow }: { readonly shown: Shown; readonly onShow: (shown: Shown) => void }) {
  const names = useTwinState((state) => state.names);
  const choices = [...SIDES, "both"] as const;
  return (
    <fieldset className={`${toolbar["variants"]} ${css["switch"]}`}>
      <legend className="visually-hidden">Which side</legend>
      {choices.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="twin-side"
            className="visually-hidden"
            checked={one === shown}
            onChange={() => onShow(one)}
          />
          {one === "both" ? "Both" : names[one].full}
        </label>
      ))}
    </fieldset>
  );
}

export function useTwinLink(): LinkCopy {
  const twin = useTwin();
  return useLinkCopy(async () => {
    const [of, { atMs }] = [twin.getState().interventions, twin.playhead.snapshot()];
    return { of, atMs, hash: `#/twin/run/${await twin.link()}` };
  });
}

function CopyLink({ copy }: { readonly copy: LinkCopy }) {
  const { atMs } = useJointPlayhead();
  const of = useTwinState((state) => state.interventions);
  return <CopyLinkButton link={copy} now={{ of, atMs }} label="Link to these two runs" />;
}
