import { useEffect, useState } from 'react';

const minuteMs = 60_000;

/** Epoch milliseconds, renewed every minute: days left and expiry change while the window is open. */
export const useMinute = (): number => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, minuteMs);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
};
