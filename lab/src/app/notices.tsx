import { useCallback, useRef, useState } from "react";
import { useLab, useSession } from "../binding/session-context.tsx";
import { useAfter } from "../binding/use-after.ts";
import { IconButton } from "../parts/button.tsx";
import { Icon, type IconName } from "../parts/icons.tsx";
import type { Notice } from "../session/types.ts";
import css from "./notices.module.css";

/** Long enough to read twice. An error stays until it is dismissed or something else is opened. */
const STAYS_MS: Record<Notice["tone"], number | null> = { info: 8_000, warn: 20_000, bad: null };
const ICONS: Record<Notice["tone"], IconName> = { info: "info", warn: "warn", bad: "warn" };

/** The lab's notices, in their own row below the header, so that they cover nothing. */
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
  const box = useRef<HTMLLIElement>(null);
  const [round, setRound] = useState(0);
  const dismiss = useCallback(() => session.dismiss(id), [session, id]);
  // The pointer or the focus is on it, so the user is still reading: restart its time.
  const goOrStay = useCallback(
    () => (box.current?.matches(":hover, :focus-within") ? setRound(round + 1) : dismiss()),
    [dismiss, round],
  );
  useAfter(STAYS_MS[tone], goOrStay);
  return (
    <li ref={box} className={css["notice"]} data-tone={tone}>
      <Icon name={ICONS[tone]} />
      <p>{text}</p>
      <IconButton icon="close" label="Dismiss" onClick={dismiss} />
    </li>
  );
}
