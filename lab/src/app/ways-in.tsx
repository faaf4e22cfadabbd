import { useState } from "react";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icons.tsx";
import { formatMoment } from "../parts/format.ts";
import { forgetPlace, lastPlace } from "../session/last-place.ts";
import { pathOf, type Course } from "../course/course.ts";
import css from "./ways-in.module.css";

/** The first lesson, and the place where the learner was last. */
export function WaysIn({ course }: { readonly course: Course }) {
  const [last, setLast] = useState(lastPlace);
  const [first] = pathOf(course);
  return (
    <div className={css["ways"]}>
      {first && (
        <a className={css["start"]} href={`#/lab/${first.id}`} data-look={last ? undefined : "strong"}>
          <span className={css["word"]}>
            Start here <Icon name="arrow" />
          </span>
          <span className={css["where"]}>{first.title}</span>
        </a>
      )}
      {last && (
        <div className={css["last"]}>
          <a className={css["start"]} href={last.href} data-look="strong">
            <span className={css["word"]}>
              Continue where you were <Icon name="arrow" />
            </span>
            <span className={css["where"]}>
              {last.title}, at <span className="num">{formatMoment(last.atMs)}</span>
            </span>
          </a>
          <Button
            look="quiet"
            onClick={() => {
              forgetPlace();
              setLast(null);
            }}
          >
            Forget it
          </Button>
        </div>
      )}
    </div>
  );
}
