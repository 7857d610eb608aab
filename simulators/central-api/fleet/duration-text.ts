const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const nbsp = '\u00a0';

/** A duration in milliseconds as people say it, in French: "3 j 4 h", "2 h 10 min", "12 min", "moins d’une minute". It does not break. */
export const durationText = (duration: number): string => spelled(duration).replaceAll(' ', nbsp);

function spelled(duration: number): string {
  if (duration < MINUTE) return 'moins d’une minute';
  const [days, hours, minutes] = [
    Math.floor(duration / DAY),
    Math.floor((duration % DAY) / HOUR),
    Math.floor((duration % HOUR) / MINUTE),
  ];
  if (days > 0) return hours > 0 ? `${days} j ${hours} h` : `${days} j`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return `${minutes} min`;
}

const format = new Intl.DateTimeFormat('fr-FR', {
  timeZone: 'Europe/Paris',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** A moment in Paris: "22/11/2026 09:30". Epoch milliseconds. */
export const momentText = (at: number): string => format.format(at);
