import { useLab, useSession } from "../binding/session-context.tsx";
import { IconButton } from "../parts/button.tsx";
import { Icon } from "../parts/icons.tsx";
import css from "./notices.module.css";

export function Notices() {
  const session = useSession();
  const notices = useLab((state) => state.notices);
  return (
    <div className={css["notices"]} role="status" aria-label="Notices">
      <ul>
        {notices.map(({ id, tone, text }) => (
          <li key={id} className={css["notice"]} data-tone={tone}>
            <Icon name={tone === "info" ? "check" : "warn"} />
            <p>{text}</p>
            <IconButton icon="close" label="Dismiss" onClick={() => session.dismiss(id)} />
          </li>
        ))}
      </ul>
    </div>
  );
}
