/** Watches how much memory this process really holds. @returns megabytes at the highest, when stopped. */
export function peakMemory(): { stop(): number } {
  let peak = 0;
  const look = () => (peak = Math.max(peak, process.memoryUsage.rss()));
  look();
  const timer = setInterval(look, 100);
  return {
    stop: () => {
      look();
      clearInterval(timer);
      return Math.round(peak / 2 ** 20);
    },
  };
}
