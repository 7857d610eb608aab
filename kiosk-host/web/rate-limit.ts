/**
 * A token bucket: at most `perSecond` on average, and twice as many at once. The function returned is told the time
 * (milliseconds, never going back) at each event and says whether there was room for it.
 */
export function rateLimit(perSecond: number): (now: number) => boolean {
  const most = perSecond * 2;
  let tokens = most;
  let last = Number.NEGATIVE_INFINITY;
  return (now) => {
    tokens = Math.min(most, tokens + (Math.max(0, now - last) / 1000) * perSecond);
    last = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
