import '@mantine/notifications/styles.css';
import { Notifications } from '@mantine/notifications';

/** Where toasts appear; fetched after the first view, since none can be needed before. */
export default function Toasts() {
  return <Notifications position="bottom-right" limit={4} />;
}
