import { useId } from "react";
import { useLab, useSession } from "../binding/session-context.tsx";
import { IconButton } from "../parts/button.tsx";
import css from "./toolbar.module.css";

type Variant = { readonly id: string; readonly title: string };

/**
 * The designs of a flow. The levels of queue glue are steps of a ladder: each adds one thing to the level before. The
 * orchestrator is no level and has its own button. The moment stays the same, so that two designs can be compared.
 */
export function LevelSwitch({
  variants,
  says = true,
}: {
  readonly variants: readonly Variant[];
  /** What the chosen one adds, in words; false where that stands elsewhere. */
  readonly says?: boolean;
}) {
  const session = useSession();
  const group = useId();
  const variant = useLab((state) => state.variant);
  const levels = variants.filter(({ id }) => levelOf(id) !== null);
  const others = variants.filter(({ id }) => levelOf(id) === null);
  const at = levels.findIndex(({ id }) => id === variant);
  const go = (to: Variant | undefined) => to && void session.setVariant(to.id, { keepMoment: true });
  const choice = (one: Variant) => (
    <label key={one.id} title={one.title} data-design={levelOf(one.id) === null ? one.id : undefined}>
      <input
        type="radio"
        name={group}
        className="visually-hidden"
        aria-label={one.title}
        checked={one.id === variant}
        onChange={() => go(one)}
      />
      <span className="num">{levelOf(one.id) ?? one.id}</span>
    </label>
  );
  return (
    <fieldset className={css["levels"]}>
      <legend className="visually-hidden">Level of queue glue, or orchestrated</legend>
      <IconButton icon="stepBack" label="One level down" disabled={at <= 0} onClick={() => go(levels[at - 1])} />
      <span className={css["variants"]}>{levels.map(choice)}</span>
      <IconButton
        icon="stepForward"
        label="One level up"
        disabled={at < 0 || at >= levels.length - 1}
        onClick={() => go(levels[at + 1])}
      />
      {others.length > 0 && <span className={css["variants"]}>{others.map(choice)}</span>}
      {says && (
        <span className={css["level"]}>{withoutName(variants.find(({ id }) => id === variant)?.title ?? "")}</span>
      )}
    </fieldset>
  );
}

/** 'level-3' → '3'; null if it is no level. */
function levelOf(id: string): string | null {
  return /^level-(\d+)$/.exec(id)?.[1] ?? null;
}

/** The part of the title that the button does not say already. */
function withoutName(title: string): string {
  const adds = title.replace(/^(?:Level \d+|Orchestrated): */, "");
  return `${adds.charAt(0).toUpperCase()}${adds.slice(1)}`;
}
