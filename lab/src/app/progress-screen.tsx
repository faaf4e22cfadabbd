import { useEffect, useState } from "react";
import { useCourse, useProgress, useProgressStore } from "../binding/course-context.tsx";
import { setTheme } from "../binding/theme.ts";
import { useArrival } from "../binding/use-arrival.ts";
import { calibration, calibrationSays } from "../course/calibration.ts";
import { lessonsOf, pathOf } from "../course/course.ts";
import { PathStrip } from "../course/path-strip.tsx";
import { SURE_WORDS, type LessonRecord } from "../course/progress.ts";
import { Button } from "../parts/button.tsx";
import { ChooseFile } from "../parts/choose-file.tsx";
import { save } from "../parts/save-file.ts";
import type { MainSession } from "../session/types.ts";
import { Header } from "./header.tsx";
import css from "./progress-screen.module.css";

/** What the learner has done, how well their confidence fits, and their data: out, in, and gone. */
export function ProgressScreen({ session }: { readonly session: MainSession }) {
  useEffect(() => {
    session.leave();
    document.title = "Your progress · Ackademy";
  }, [session]);
  return (
    <div className={css["screen"]}>
      <Header />
      <main id="main" className={css["main"]} tabIndex={-1}>
        <h1 ref={useArrival()} tabIndex={-1} data-arrival>
          Your progress
        </h1>
        <p>It is kept in this browser only. Nothing of it is sent anywhere.</p>
        <PathStrip />
        <Calibration />
        <LessonTable />
        <YourData session={session} />
      </main>
    </div>
  );
}

function Calibration() {
  const rows = calibration(useProgress());
  return (
    <section aria-labelledby="calibration">
      <h2 id="calibration">Confidence and correctness</h2>
      <p>{calibrationSays(rows)}</p>
      <table className={css["table"]}>
        <thead>
          <tr>
            <th scope="col">How sure</th>
            <th scope="col">Predictions</th>
            <th scope="col">Right</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ sure, judged, right }) => (
            <tr key={sure}>
              <th scope="row">{SURE_WORDS[sure]}</th>
              <td>{judged}</td>
              <td>{right}</td>
              <td>
                {judged === 0 ? (
                  "none yet"
                ) : (
                  <span className={css["share"]}>
                    <span className={css["bar"]} aria-hidden="true">
                      <span style={{ inlineSize: `${(100 * right) / judged}%` }} />
                    </span>
                    {Math.round((100 * right) / judged)} %
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function LessonTable() {
  const course = useCourse();
  const { lessons } = useProgress();
  const begun = lessonsOf(course).filter(({ id }) => lessons[id] !== undefined);
  const done = lessonsOf(course).filter(({ id }) => lessons[id]?.done).length;
  return (
    <section aria-labelledby="lessons">
      <h2 id="lessons">Lessons</h2>
      <p>
        {done} of {lessonsOf(course).length} lessons are done;{" "}
        {pathOf(course).filter(({ id }) => lessons[id]?.done).length} of {pathOf(course).length} on the core path.
      </p>
      {begun.length > 0 && (
        <div className={css["scroll"]} tabIndex={0} role="region" aria-label="Lessons that you have begun">
          <table className={css["table"]}>
            <thead>
              <tr>
                <th scope="col">Lesson</th>
                <th scope="col">Prediction</th>
                <th scope="col">After the change</th>
                <th scope="col">Challenge</th>
                <th scope="col">Done</th>
              </tr>
            </thead>
            <tbody>
              {begun.map(({ id, title }) => (
                <Row key={id} id={id} title={title} record={lessons[id] ?? {}} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row({ id, title, record }: { readonly id: string; readonly title: string; readonly record: LessonRecord }) {
  return (
    <tr>
      <th scope="row">
        <a href={`#/lab/${id}`}>{title}</a>
      </th>
      <td>{said(record.first)}</td>
      <td>{said(record.second)}</td>
      <td>{record.challenge ?? "–"}</td>
      <td>{record.done ? "yes" : "not yet"}</td>
    </tr>
  );
}

function said(predicted: LessonRecord["first"]): string {
  if (!predicted) return "–";
  const outcome = predicted.right === undefined ? "not judged yet" : predicted.right ? "right" : "wrong";
  return `${outcome} (${SURE_WORDS[predicted.sure].toLowerCase()})`;
}

function YourData({ session }: { readonly session: MainSession }) {
  const store = useProgressStore();
  const [asked, setAsked] = useState(false);
  const [says, setSays] = useState("");
  const read = async (file: File): Promise<void> => {
    const problem = store.import(await file.text());
    setSays(problem === null ? "The progress of the file is here now." : "");
    if (problem !== null)
      session.tell({
        message: `${file.name} cannot be imported: ${problem}.`,
        remedy: "Choose a file that “Export” has written. Your progress has not changed.",
      });
  };
  return (
    <section aria-labelledby="data">
      <h2 id="data">Your data</h2>
      <div className={css["buttons"]}>
        <Button
          icon="copy"
          onClick={() => save(new File([store.export()], "ackademy-progress.json", { type: "application/json" }))}
        >
          Export
        </Button>
        <ChooseFile accept=".json,application/json" onFile={(file) => void read(file)}>
          Import
        </ChooseFile>
        {asked ? (
          <>
            <Button
              look="strong"
              onClick={() => {
                store.reset();
                setTheme("system");
                setAsked(false);
                setSays("Progress and settings are gone.");
              }}
            >
              Yes, delete it all
            </Button>
            <Button look="quiet" onClick={() => setAsked(false)}>
              Keep it
            </Button>
          </>
        ) : (
          <Button onClick={() => setAsked(true)}>Reset progress and settings</Button>
        )}
      </div>
      <p role="status">{says}</p>
    </section>
  );
}
