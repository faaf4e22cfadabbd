import { Button as StepButton, Group, Input, Label, NumberField, Text } from "react-aria-components";
import { useLab, useRun, useSession } from "../../binding/session-context.tsx";
import { Button } from "../../parts/button.tsx";
import { knobValue } from "../../session/knobs.ts";
import type { SessionState } from "../../session/types.ts";
import { BrokerChoice } from "./broker-choice.tsx";
import css from "../panels.module.css";

type Knob = NonNullable<SessionState["scenario"]>["knobs"][number];

/** Every turn of a knob runs the scenario again from its start, with the same seed. */
export function KnobsPanel() {
  const session = useSession();
  const knobs = useLab((state) => state.scenario?.knobs ?? NONE);
  const turned = useLab((state) => state.knobs);
  const recorded = useLab((state) => state.recorded !== null);
  if (recorded) return <p className={css["muted"]}>This run was recorded: its settings are fixed.</p>;
  return (
    <div>
      {knobs.length === 0 && <p className={css["muted"]}>This scenario has no knobs.</p>}
      <div className={css["knobs"]}>
        {knobs.map((knob) =>
          knob.kind === "number" ? (
            <NumberKnob key={knob.id} knob={knob} turned={knob.id in turned} />
          ) : (
            <ChoiceKnob key={knob.id} knob={knob} turned={knob.id in turned} />
          ),
        )}
        <BrokerChoice />
      </div>
      {Object.keys(turned).length > 0 && (
        <Button icon="undo" onClick={() => void session.resetKnobs()}>
          Reset all knobs
        </Button>
      )}
    </div>
  );
}

const NONE: readonly Knob[] = [];

function NumberKnob({ knob, turned }: { readonly knob: Extract<Knob, { kind: "number" }>; readonly turned: boolean }) {
  const session = useSession();
  const run = useRun();
  const value = run ? Number(knobValue(run.scenario, knob)) : knob.min;
  return (
    <NumberField
      className={css["knob"] ?? ""}
      value={value}
      minValue={knob.min}
      maxValue={knob.max}
      step={knob.step}
      onChange={(next) => {
        if (Number.isFinite(next) && next !== value) void session.setKnob(knob.id, next);
      }}
    >
      <Label className={css["knobTitle"] ?? ""}>
        {knob.title}
        {turned && <span className={css["turned"]}> changed</span>}
      </Label>
      <Group className={css["stepper"] ?? ""}>
        <StepButton slot="decrement" aria-label={`Less: ${knob.title}`}>
          −
        </StepButton>
        <Input className="num" />
        <StepButton slot="increment" aria-label={`More: ${knob.title}`}>
          +
        </StepButton>
        {knob.unit !== "" && <span className={css["unit"]}>{knob.unit}</span>}
      </Group>
      <Text slot="description" className={css["meaning"] ?? ""}>
        {knob.meaning} From {knob.min} to {knob.max}.
      </Text>
    </NumberField>
  );
}

function ChoiceKnob({ knob, turned }: { readonly knob: Extract<Knob, { kind: "choice" }>; readonly turned: boolean }) {
  const session = useSession();
  const run = useRun();
  const value = run ? knobValue(run.scenario, knob) : null;
  const chosen = knob.options.findIndex((option) => option.value === value);
  const id = `knob-${knob.id}`;
  return (
    <div className={css["knob"]}>
      <label className={css["knobTitle"]} htmlFor={id}>
        {knob.title}
        {turned && <span className={css["turned"]}> changed</span>}
      </label>
      <select
        id={id}
        className={css["select"]}
        value={chosen}
        aria-describedby={`${id}-meaning`}
        onChange={(event) => {
          const option = knob.options[Number(event.currentTarget.value)];
          if (option) void session.setKnob(knob.id, option.value);
        }}
      >
        {knob.options.map((option, i) => (
          <option key={i} value={i}>
            {option.title}
          </option>
        ))}
      </select>
      <p className={css["meaning"]} id={`${id}-meaning`}>
        {knob.meaning}
      </p>
    </div>
  );
}
