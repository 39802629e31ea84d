import { Notification } from 'electron';

/** Whoever is shown and not held may be collected, and its click with it. */
const shown = new Set<Notification>();

/** In the system's own way; nothing where the system has none. */
export const showNotification = (title: string, body: string, onClick: () => void): void => {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title, body });
  const forget = (): void => {
    shown.delete(notification);
  };
  shown.add(notification);
  notification.on('click', () => {
    forget();
    onClick();
  });
  notification.on('close', forget);
  notification.on('failed', forget);
  notification.show();
};
