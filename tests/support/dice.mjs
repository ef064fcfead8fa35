// Chance that can be played again.

/** Numbers that look random and are the same for the same seed (Mulberry32). */
export function dice(seed) {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (n) => Math.floor(roll() * n), one: (list) => list[Math.floor(roll() * list.length)], chance: (percent) => roll() * 100 < percent };
}
