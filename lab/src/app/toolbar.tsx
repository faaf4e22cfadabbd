import { useLab, usePlayhead, useRun, useSession } from "../binding/session-context.tsx";
import { Button } from "../parts/button.tsx";
import { CopyLinkButton, type LinkCopy } from "../parts/copy-link.tsx";
import { departingKnob } from "../session/knobs.ts";
import { BesideLink } from "../twin/beside-link.tsx";
import { LevelSwitch } from "./level-switch.tsx";
import { ShareMenu } from "./share/share-menu.tsx";
import css from "./toolbar.module.css";

/** The identity of this run (variant, seed and interventions), and a link to it. */
export function Toolbar({ link }: { readonly link: LinkCopy }) {
  return (
    <div className={css["toolbar"]} role="group" aria-label="This run">
      <VariantSwitch />
      <BesideLink />
      <div className={css["run"]}>
        <Seed />
        <Branches />
        <LinkButton link={link} />
        <ShareMenu />
      </div>
    </div>
  );
}

function LinkButton({ link }: { readonly link: LinkCopy }) {
  const { atMs } = usePlayhead();
  const run = useRun();
  return <CopyLinkButton link={link} now={{ of: run?.id, atMs }} label="Link to this run" />;
}

function VariantSwitch() {
  const session = useSession();
  const variants = useLab((state) => state.scenario?.variants);
  const variant = useLab((state) => state.variant);
  const flow = useLab((state) => state.scenario?.flow !== undefined);
  const departing = useLab(({ scenario, knobs }) => scenario && departingKnob(scenario, knobs));
  if (!variants || variants.length < 2) return null;
  if (flow) return <LevelSwitch variants={variants} />;
  return (
    <fieldset className={css["variants"]}>
      <legend className="visually-hidden">Variant</legend>
      {variants.map(({ id, title }) => (
        <label key={id}>
          <input
            type="radio"
            name="variant"
            className="visually-hidden"
            checked={id === variant && !departing}
            onChange={() => void session.setVariant(id)}
          />
          {title}
        </label>
      ))}
      {departing && <span className={css["departing"]}>none: a knob has another value ({departing.title})</span>}
    </fieldset>
  );
}

function Seed() {
  const session = useSession();
  const seed = useLab((state) => state.seed);
  return (
    <div className={css["seed"]}>
      <span>
        Seed <span className="num">{seed}</span>
      </span>
      <Button look="quiet" icon="dice" title="Another seed" onClick={() => void session.anotherSeed()}>
        <span className={css["seedWord"]}>Another seed</span>
      </Button>
    </div>
  );
}

/** The kept runs, each with what distinguishes it, and the undo button. */
function Branches() {
  const session = useSession();
  const run = useRun();
  const branches = useLab((state) => state.branches);
  const interventions = useLab((state) => state.interventions.length);
  return (
    <div className={css["seed"]}>
      {branches.length > 1 && (
        <select
          className={css["branches"]}
          aria-label="Earlier runs"
          value={run?.id ?? 0}
          onChange={(event) => session.showBranch(Number(event.currentTarget.value))}
        >
          {branches.map(({ id, label }) => (
            <option key={id} value={id}>
              {label === "" ? "as written" : label}
            </option>
          ))}
        </select>
      )}
      {interventions > 0 && (
        <Button look="quiet" icon="undo" onClick={() => void session.undo()}>
          Undo
        </Button>
      )}
    </div>
  );
}
