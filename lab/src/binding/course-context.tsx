import { createContext, useContext, useSyncExternalStore, type ReactNode } from "react";
import type { Course } from "../course/course.ts";
import type { Progress } from "../course/progress.ts";
import type { ProgressStore } from "../session/progress-store.ts";

/** The map of the course, and what the learner has done of it. */
type Given = { readonly course: Course; readonly progress: ProgressStore };
const CourseContext = createContext<Given | null>(null);

export function CourseProvider({ course, progress, children }: Given & { readonly children: ReactNode }) {
  return <CourseContext value={{ course, progress }}>{children}</CourseContext>;
}

function useGiven(): Given {
  const given = useContext(CourseContext);
  if (!given) throw new Error("useCourse outside of CourseProvider");
  return given;
}

export const useCourse = (): Course => useGiven().course;
export const useProgressStore = (): ProgressStore => useGiven().progress;

export function useProgress(): Progress {
  const store = useProgressStore();
  return useSyncExternalStore(store.subscribe, store.get);
}
