import { lazy, Suspense, use, useMemo, type ReactNode } from "react";
import { Redirect, Route, Router, Switch, useLocation } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { SessionProvider } from "../binding/session-context.tsx";
import type { Course } from "../course/course.ts";
import { CourseProvider } from "../binding/course-context.tsx";
import { loadPart } from "../session/load-part.ts";
import type { ProgressStore } from "../session/progress-store.ts";
import type { TwinSession } from "../session/twin-types.ts";
import type { MainSession, Session } from "../session/types.ts";
import type { Workbench } from "../session/workbench.ts";
import { FileDrop } from "./file-drop.tsx";
import type { Openers } from "./open-file.ts";
import { openServed } from "./open-served.ts";
import { Home } from "./home.tsx";
import { PartBoundary } from "./part-boundary.tsx";

/** The lab is loaded on demand: the first screen does not wait for it. */
const LabScreen = lazy(() =>
  loadPart(() => import("./lab-screen.tsx")).then((module) => ({ default: module.LabScreen })),
);
const WorkbenchScreen = lazy(() =>
  loadPart(() => import("../workbench/workbench-screen.tsx")).then((module) => ({ default: module.WorkbenchScreen })),
);
const GuideScreen = lazy(() =>
  loadPart(() => import("../guide/guide-screen.tsx")).then((module) => ({ default: module.GuideScreen })),
);
const ProgressScreen = lazy(() =>
  loadPart(() => import("./progress-screen.tsx")).then((module) => ({ default: module.ProgressScreen })),
);
const GlossaryScreen = lazy(() =>
  loadPart(() => import("../glossary/glossary-screen.tsx")).then((module) => ({ default: module.GlossaryScreen })),
);
const TwinScreen = lazy(() =>
  loadPart(() => import("../twin/twin-screen.tsx")).then((module) => ({ default: module.TwinScreen })),
);

export type AppProps = {
  readonly session: MainSession;
  readonly workbench: Workbench;
  /** The example on the home screen has its own run and its own time. */
  readonly example: Session;
  /** Two runs side by side: loaded when they are first asked for, and the same ones every time. */
  readonly twin: () => Promise<TwinSession>;
  readonly course: Course;
  readonly progress: ProgressStore;
};

export function App({ session, workbench, example, twin, course, progress }: AppProps) {
  const openers = useMemo(() => ({ session, workbench }), [session, workbench]);
  return (
    <SessionProvider session={session}>
      <CourseProvider course={course} progress={progress}>
        <Router hook={useHashLocation}>
          <FileDrop openers={openers} />
          <Screens>
            <Switch>
              <Route path="/lab/:id">
                {({ id }) => <LabScreen key={id} session={session} open={() => session.select(id)} expected={id} />}
              </Route>
              <Route path="/run/:link">
                {({ link }) => (
                  <LabScreen key={link} session={session} open={() => session.openLink(link)} expected={null} />
                )}
              </Route>
              <Route path="/trace">
                <LabScreen
                  session={session}
                  open={async () => isRecorded(session) || session.showTrace()}
                  expected={null}
                />
              </Route>
              <Route path="/open/:name">
                {({ name }) => <ServedScreen key={name} name={name} openers={openers} />}
              </Route>
              <Route path="/workbench/:way?/:what?">
                {({ way, what }) => <WorkbenchScreen openers={openers} way={way} what={what} />}
              </Route>
              <Route path="/twin/run/:link">
                {({ link }) => <Twin key={link} load={twin} open={(session) => session.openLink(link)} />}
              </Route>
              <Route path="/twin/:id/:level?">
                {({ id, level }) => <Twin key={id} load={twin} open={(session) => session.open(id, level)} />}
              </Route>
              <Route path="/guide/:answers?">
                {({ answers = "" }) => <GuideScreen session={session} text={answers} />}
              </Route>
              <Route path="/glossary/:term?">
                {({ term = "" }) => <GlossaryScreen session={session} wanted={term} />}
              </Route>
              <Route path="/progress">
                <ProgressScreen session={session} />
              </Route>
              <Route path="/">
                <Home openers={openers} example={example} />
              </Route>
              <Route>
                <Redirect to="/" />
              </Route>
            </Switch>
          </Screens>
        </Router>
      </CourseProvider>
    </SessionProvider>
  );
}

/** The file that `scenario open` serves. */
function ServedScreen({ name, openers }: { readonly name: string; readonly openers: Openers }) {
  const [, navigate] = useLocation();
  return <LabScreen session={openers.session} open={() => openServed(name, openers, navigate)} expected={null} />;
}

const isRecorded = (session: MainSession): boolean => session.getState().recorded !== null;

type TwinProps = {
  readonly load: () => Promise<TwinSession>;
  readonly open: (twin: TwinSession) => Promise<void>;
};

function Twin({ load, open }: TwinProps) {
  const twin = use(load());
  return <TwinScreen twin={twin} open={() => open(twin)} />;
}

/** Each screen is loaded on first use. */
function Screens({ children }: { readonly children: ReactNode }) {
  const [address] = useLocation();
  return (
    <PartBoundary of={address}>
      <Suspense fallback={<p className="visually-hidden">Opening the lab</p>}>{children}</Suspense>
    </PartBoundary>
  );
}
