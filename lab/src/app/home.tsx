import { lazy, Suspense, useEffect, useMemo } from "react";
import { SessionProvider } from "../binding/session-context.tsx";
import { whenIdle } from "../binding/when-idle.ts";
import { loadPart } from "../session/load-part.ts";
import { useArrival } from "../binding/use-arrival.ts";
import type { Session } from "../session/types.ts";
import { Chapters } from "../course/chapters.tsx";
import { lessonEntries, type SearchEntry } from "../course/search.ts";
import { useCourse } from "../binding/course-context.tsx";
import { BringYourOwn } from "./bring-your-own.tsx";
import { Header } from "./header.tsx";
import css from "./home.module.css";
import type { Openers } from "./open-file.ts";
import { PartBoundary } from "./part-boundary.tsx";
import { SearchBox } from "./search-box.tsx";
import { WaysIn } from "./ways-in.tsx";

/** It is loaded once the page has nothing else to do: a visitor who goes on at once does not wait for it. */
const Example = lazy(async () => {
  await whenIdle();
  return { default: (await loadPart(() => import("./example.tsx"))).Example };
});

/** The terms of the glossary, which the first screen does not wait for. */
async function termEntries(): Promise<SearchEntry[]> {
  const { SEARCH_TERMS } = await loadPart(() => import("../glossary/search-terms.ts"));
  return SEARCH_TERMS.map(({ term, also, definition, href }) => ({
    ...{ kind: "term", title: term, text: definition, also: also.join(" "), href },
  }));
}

/** What Ackademy is in one sentence, the ways in, a search, an example to try, and the course. */
export function Home({ openers, example }: { readonly openers: Openers; readonly example: Session }) {
  const course = useCourse();
  const { session } = openers;
  const entries = useMemo(() => lessonEntries(course), [course]);
  useEffect(() => {
    session.leave();
    document.title = "Ackademy";
  }, [session]);
  return (
    <div className={css["home"]}>
      <Header />
      <main id="main" tabIndex={-1}>
        <section className={css["hero"]} aria-labelledby="what-this-is">
          <h1 id="what-this-is" ref={useArrival()} tabIndex={-1} data-arrival>
            A lab for message queues, request-reply and orchestration: predict what happens, crash a worker, and see
            where every message ends up.
          </h1>
          <WaysIn course={course} />
          <SearchBox entries={entries} loadMore={termEntries} />
          <SessionProvider session={example}>
            <PartBoundary of="example">
              <Suspense fallback={<div className={css["example"]} data-loading />}>
                <Example shown={course.example} />
              </Suspense>
            </PartBoundary>
          </SessionProvider>
        </section>
        <Chapters />
        <BringYourOwn openers={openers} />
      </main>
    </div>
  );
}
