import { lazy, Suspense, type ReactNode } from "react";
import { Redirect, Route, Router, Switch, useLocation } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { SessionProvider } from "../binding/session-context.tsx";
import type { Course } from "../course/course.ts";
import { loadPart } from "../session/load-part.ts";
import type { TwinSession } from "../session/twin-types.ts";
import type { MainSession, Session } from "../session/types.ts";
import { FileDrop } from "./file-drop.tsx";
import { openServed } from "./open-served.ts";
import { Home } from "./home.tsx";
import { PartBoundary } from "./part-boundary.tsx";

/** The lab is loaded on demand: the first screen does not wait for it. */
const LabScreen = lazy(() =>
  loadPart(() => import("./lab-screen.tsx")).then((module) => ({ default: module.LabScreen })),
);
const TwinScreen = lazy(() =>
  loadPart(() => import("../twin/twin-screen.tsx")).then((module) => ({ default: module.TwinScreen })),
);

export type AppProps = {
  readonly session: MainSession;
  /** The example on the home screen has its own run and its own time. */
  readonly example: Session;
  /** Two runs side by side. */
  readonly twin: TwinSession;
  readonly course: Course;
};

export function App({ session, example, twin, course }: AppProps) {
  return (
    <SessionProvider session={session}>
      <Router hook={useHashLocation}>
        <FileDrop session={session} />
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
              {({ name }) => (
                <LabScreen key={name} session={session} open={() => openServed(name, session)} expected={null} />
              )}
            </Route>
            <Route path="/twin/run/:link">
              {({ link }) => <TwinScreen key={link} twin={twin} open={() => twin.openLink(link)} />}
            </Route>
            <Route path="/twin/:id/:level?">
              {({ id, level }) => <TwinScreen key={id} twin={twin} open={() => twin.open(id, level)} />}
            </Route>
            <Route path="/">
              <Home session={session} example={example} course={course} />
            </Route>
            <Route>
              <Redirect to="/" />
            </Route>
          </Switch>
        </Screens>
      </Router>
    </SessionProvider>
  );
}

const isRecorded = (session: MainSession): boolean => session.getState().recorded !== null;

/** Each screen is loaded on first use. */
function Screens({ children }: { readonly children: ReactNode }) {
  const [address] = useLocation();
  return (
    <PartBoundary of={address}>
      <Suspense fallback={<p className="visually-hidden">Opening the lab</p>}>{children}</Suspense>
    </PartBoundary>
  );
}
