import { useEffect, useState } from "react";
import { useLab, useSession } from "../binding/session-context.tsx";
import { IconButton } from "../parts/button.tsx";
import { Icon, type IconName } from "../parts/icons.tsx";
import type { Notice } from "../session/types.ts";
import css from "./notices.module.css";

/** Long enough to read twice. What went wrong stays until it is dismissed or something else is opened. */
const STAYS_MS: Record<Notice["tone"], number> = { info: 8_000, warn: 20_000, bad: Infinity };
const ICONS: Record<Notice["tone"], IconName> = { info: "info", warn: "warn", bad: "warn" };

/** What the lab has to say, in a row of its own below the header, so that it covers nothing. */
export function Notices() {
  const notices = useLab((state) => state.notices);
  return (
    <div className={css["notices"]} role="status" aria-label="Notices">
      <ul>
        {notices.map((notice) => (
          <One key={notice.id} notice={notice} />
        ))}
      </ul>
    </div>
  );
}

function One({ notice: { id, tone, text } }: { readonly notice: Notice }) {
  const session = useSession();
  // Who is at it reads it still.
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held || STAYS_MS[tone] === Infinity) return;
    const timer = setTimeout(() => session.dismiss(id), STAYS_MS[tone]);
    return () => clearTimeout(timer);
  }, [session, id, tone, held]);
  return (
    <li
      className={css["notice"]}
      data-tone={tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={ICONS[tone]} />
      <p>{text}</p>
      <IconButton icon="close" label="Dismiss" onClick={() => session.dismiss(id)} />
    </li>
  );
}
