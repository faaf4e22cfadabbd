import { Button } from "../parts/button.tsx";
import { formatExact, formatMoment } from "../parts/format.ts";
import { Icon } from "../parts/icons.tsx";
import { SIDES, type Parting } from "./types.ts";
import { afterWords, sideStory } from "./parting-words.ts";
import { useJointPlayhead, useTwin, useTwinState } from "./twin-context.tsx";
import css from "./partings.module.css";

/** The place where the two parted last, or where they will first; and the way to the next. */
export function PartingNow() {
  const twin = useTwin();
  const partings = useTwinState((state) => state.partings);
  const ready = useTwinState((state) => state.runs !== null);
  const { atMs } = useJointPlayhead();
  const last = partings.findLast(({ at }) => at <= atMs);
  const shown = last ?? partings[0];
  if (!ready) return null;
  if (!shown) {
    return (
      <section className={css["now"]} aria-label="Where they part">
        <p>Nowhere: on this seed both tell the same story of every order.</p>
      </section>
    );
  }
  return (
    <section className={css["now"]} aria-label="Where they part" data-here={shown.at === atMs || undefined}>
      <p className={css["head"]}>
        <Icon name="part" size={16} /> <strong>{headOf(shown, atMs)}</strong>{" "}
        <span className="num">{formatExact(shown.at)}</span> {afterWords(shown)}
        <span className={css["count"]}>
          {" "}
          ({shown.number} of {partings.length})
        </span>
      </p>
      <Both parting={shown} />
      <div className={css["ways"]}>
        <Button
          aria-keyshortcuts="Shift+D"
          title="Previous divergence (D)"
          disabled={!partings.some(({ at }) => at < atMs)}
          onClick={() => twin.previousParting()}
        >
          Previous
        </Button>
        <Button
          look="strong"
          aria-keyshortcuts="D"
          title="Next divergence (d)"
          disabled={!partings.some(({ at }) => at > atMs)}
          onClick={() => twin.nextParting()}
        >
          Next divergence <kbd className={css["key"]}>d</kbd>
        </Button>
      </div>
    </section>
  );
}

function headOf({ at }: Parting, atMs: number): string {
  if (at === atMs) return "They part here:";
  return at < atMs ? "They parted at" : "They will part at";
}

function Both({ parting }: { readonly parting: Parting }) {
  const names = useTwinState((state) => state.names);
  return (
    <dl className={css["both"]}>
      {SIDES.map((side) => (
        <div key={side} data-side={side} data-nothing={parting.lines[side].length === 0 || undefined}>
          <dt>{names[side].full}</dt>
          <dd>{sideStory(parting, side)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Every place, to read and to go to. */
export function PartingList() {
  const twin = useTwin();
  const partings = useTwinState((state) => state.partings);
  const { atMs } = useJointPlayhead();
  if (partings.length === 0) return null;
  const last = partings.findLast(({ at }) => at <= atMs);
  return (
    <section className={css["all"]} aria-label="All divergences">
      <h2>Every place where they part</h2>
      <ol>
        {partings.map((parting) => (
          <li key={parting.number} aria-current={parting === last ? "step" : undefined}>
            <p className={css["head"]}>
              <strong>
                {parting.number}. {afterWords(parting)}
              </strong>
              <Button look="quiet" icon="arrow" onClick={() => twin.goTo(parting)}>
                Go to <span className="num">{formatMoment(parting.at)}</span>
              </Button>
            </p>
            <Both parting={parting} />
          </li>
        ))}
      </ol>
    </section>
  );
}
