import { useId } from "react";
import { useLab, useSession } from "../binding/session-context.tsx";
import { IconButton } from "../parts/button.tsx";
import css from "./toolbar.module.css";

type Variant = { readonly id: string; readonly title: string };

/**
 * The variants of a flow as steps of one ladder: each adds one thing to the one before. The moment stays, so that two
 * levels can be compared in the same place.
 */
export function LevelSwitch({ variants }: { readonly variants: readonly Variant[] }) {
  const session = useSession();
  const group = useId();
  const variant = useLab((state) => state.variant);
  const at = variants.findIndex(({ id }) => id === variant);
  const go = (to: Variant | undefined) => to && void session.setVariant(to.id, { keepMoment: true });
  return (
    <div className={css["levels"]}>
      <IconButton icon="stepBack" label="One level down" disabled={at <= 0} onClick={() => go(variants[at - 1])} />
      <fieldset className={css["variants"]}>
        <legend className="visually-hidden">Level</legend>
        {variants.map((one) => (
          <label key={one.id} title={one.title}>
            <input
              type="radio"
              name={group}
              className="visually-hidden"
              aria-label={one.title}
              checked={one.id === variant}
              onChange={() => go(one)}
            />
            <span className="num">{shortTitle(one)}</span>
          </label>
        ))}
      </fieldset>
      <IconButton
        icon="stepForward"
        label="One level up"
        disabled={at < 0 || at >= variants.length - 1}
        onClick={() => go(variants[at + 1])}
      />
      <span className={css["level"]}>{withoutNumber(variants[at]?.title ?? "")}</span>
    </div>
  );
}

/** 'level-3' → '3'; what is no level keeps its name. */
function shortTitle({ id, title }: Variant): string {
  return /^level-(\d+)$/.exec(id)?.[1] ?? title;
}

/** The number stands beside it. */
function withoutNumber(title: string): string {
  const adds = title.replace(/^Level \d+: */, "");
  return `${adds.charAt(0).toUpperCase()}${adds.slice(1)}`;
}
