import { useEffect, useState } from 'react';

const UNITS: Array<[Intl.RelativeTimeFormatUnit, number]> = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const FORMAT = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const TICK_MS = 60_000;

/** For example "3 minutes ago"; below a minute "just now". */
function formatRelative(time: Date, now: Date): string {
  const seconds = (time.getTime() - now.getTime()) / 1_000;
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) {
      return FORMAT.format(Math.trunc(seconds / length), unit);
    }
  }
  return 'just now';
}

/** A time relative to now, with the absolute one on hover. */
export function RelativeTime(props: { time: string }) {
  const time = new Date(props.time);
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  if (Number.isNaN(time.getTime())) {
    return <>unknown</>;
  }
  return (
    <time
      dateTime={props.time}
      title={time.toLocaleString('en', { timeZoneName: 'short' })}
      style={{ whiteSpace: 'nowrap' }}
    >
      {formatRelative(time, now)}
    </time>
  );
}
