import { useEffect, useMemo } from "react";
import { useLocation } from "wouter";
import { LabScreen } from "../app/lab-screen.tsx";
import type { Openers } from "../app/open-file.ts";
import { startFrom } from "../guide/guide-view.ts";
import { failureOf } from "../session/errors.ts";
import type { Workbench } from "../session/workbench.ts";
import { useWorkbench } from "./use-workbench.ts";
import { WorkbenchColumn } from "./workbench-column.tsx";

/** The ways to a text: `from/<lesson>`, `guide/<answers>`, `copy/<name>`, `link/<text>`; none: the text that was there last. */
type Way = { readonly way: string | undefined; readonly what: string | undefined };

/** A scenario as text beside its run: the same stage, time machine and panels as a lesson. */
export function WorkbenchScreen({ openers, way, what }: { readonly openers: Openers } & Way) {
  const { session, workbench } = openers;
  const [, navigate] = useLocation();
  useEffect(() => {
    if (!session.isEditing()) session.leave();
    void openBy({ way, what }, workbench).catch((thrown: unknown) => {
      session.tell(failureOf(thrown));
      navigate("/workbench", { replace: true });
    });
    return () => workbench.close();
  }, [session, workbench, way, what, navigate]);

  // From the first change on, the address leads to the local copy.
  const copy = useWorkbench(workbench, ({ kept, name }) => (kept ? name : null));
  useEffect(() => {
    if (copy !== null) navigate(`/workbench/copy/${encodeURIComponent(copy)}`, { replace: true });
  }, [copy, navigate]);

  const column = useMemo(() => <WorkbenchColumn openers={openers} />, [openers]);
  const makeHash = useMemo(() => async () => `#/workbench/link/${await workbench.link()}`, [workbench]);
  return <LabScreen session={session} expected={null} column={column} makeHash={makeHash} />;
}

async function openBy({ way, what = "" }: Way, workbench: Workbench): Promise<void> {
  const { name, kept, opened } = workbench.getState();
  switch (way) {
    case "from":
      return workbench.openLesson(what);
    case "guide": {
      const { scenario, contains } = startFrom(what);
      return workbench.openSource(scenario, contains);
    }
    case "link":
      return workbench.openLink(what);
    case "copy":
      return kept && name === what && opened > 0 ? workbench.goOn() : workbench.openCopy(what);
    case "new":
      return workbench.blank();
    case undefined:
    default:
      return workbench.resume();
  }
}
